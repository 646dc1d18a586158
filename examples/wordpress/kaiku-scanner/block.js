// The block in WordPress's editor: its two settings. The page itself is rendered by kaiku-scanner.php.
(({ blockEditor, blocks, components, element }, words) => {
  const { createElement, Fragment } = element;
  const { InspectorControls, useBlockProps } = blockEditor;
  const { PanelBody, Placeholder, SelectControl, TextControl } = components;
  const title = words.scanner;

  function edit({ attributes, setAttributes }) {
    const fields = [
      createElement(TextControl, {
        key: 'show',
        label: words.show,
        value: attributes.show,
        onChange: (show) => setAttributes({ show: show.trim() }),
      }),
      createElement(SelectControl, {
        key: 'records-as',
        label: words.recordsAs,
        value: attributes.recordsAs,
        options: ['', 'door', 'sold', 'reserved'].map((value) => ({ value, label: words[value || 'byRole'] })),
        onChange: (recordsAs) => setAttributes({ recordsAs }),
      }),
    ];
    return createElement(
      Fragment,
      null,
      createElement(InspectorControls, null, createElement(PanelBody, { title }, fields)),
      createElement('div', useBlockProps(), createElement(Placeholder, { label: title }, attributes.show)),
    );
  }

  blocks.registerBlockType('kaiku/scanner', {
    apiVersion: 2,
    title,
    category: 'widgets',
    attributes: { show: { type: 'string', default: '' }, recordsAs: { type: 'string', default: '' } },
    edit,
    save: () => null,
  });
})(globalThis.wp, globalThis.kaikuScannerWords);
