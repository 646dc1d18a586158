/**
 * A browser of one window around WebKitGTK, for its WebDriver: `gjs -m webkit-browser.mjs FOLDER`. Other than MiniBrowser under
 * automation it keeps its data, in the folder, and has windows of any size, without a frame.
 */
import Gtk from 'gi://Gtk?version=3.0';
import WebKit from 'gi://WebKit2?version=4.1';
import { programArgs } from 'system';

/** What Safari 16.4 has and this library leaves off. */
const switchedOn = ['StorageAPI', 'StorageAPIEstimate', 'FileSystem', 'AccessHandle'];

Gtk.init(null);
const [folder] = programArgs;
const context = new WebKit.WebContext({
  website_data_manager: new WebKit.WebsiteDataManager({
    base_data_directory: `${folder}/data`,
    base_cache_directory: `${folder}/cache`,
  }),
});
context.set_automation_allowed(true);

// A camera that WebKit draws itself.
const settings = new WebKit.Settings({ enable_mock_capture_devices: true, enable_media_stream: true });
const features = WebKit.Settings.get_all_features();
for (let index = 0; index < features.get_length(); index += 1) {
  const feature = features.get(index);
  if (switchedOn.includes(feature.get_identifier())) settings.set_feature_enabled(feature, true);
}

function open() {
  const view = new WebKit.WebView({ web_context: context, settings, is_controlled_by_automation: true });
  view.connect('permission-request', (_view, request) => {
    request.allow();
    return true;
  });
  const window = new Gtk.Window();
  window.set_decorated(false);
  window.set_default_size(800, 600);
  window.add(view);
  window.show_all();
  view.grab_focus();
  // There is no window manager to give it the focus.
  window.get_window().focus(0);
  view.connect('close', () => window.destroy());
  return view;
}

context.connect('automation-started', (_context, session) => {
  const info = new WebKit.ApplicationInfo();
  info.set_name('kaiku-webkit');
  info.set_version(1, 0, 0);
  session.set_application_info(info);
  session.connect('create-web-view', open);
});
Gtk.main();
