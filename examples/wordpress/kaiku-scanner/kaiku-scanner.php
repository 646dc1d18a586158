<?php
/**
 * Plugin Name: Kaiku scanner
 * Description: The shortcode [kaiku-scanner] and a block: a page on which a till reads Kaikukortti cards.
 * Version: 0.1.0
 * Requires at least: 6.1
 * Requires PHP: 7.4
 * License: MIT
 *
 * No token and no code is stored here or written into a page. The browser of a till is enrolled by a one-time code, which a
 * person types or shows on that till, and it keeps a key that no program can read (docs/devices.md of the project).
 */

defined( 'ABSPATH' ) || exit;

const KAIKU_SCANNER_OPTION  = 'kaiku_scanner_registry';
const KAIKU_SCANNER_RECORDS = array( 'sold', 'door', 'reserved' );
/** Who may change the setting. WordPress checks it on the page, and with a nonce when the form is sent. */
const KAIKU_SCANNER_RIGHT = 'manage_options';

add_action( 'init', 'kaiku_scanner_register' );
add_action( 'admin_init', 'kaiku_scanner_register_setting' );
add_action( 'admin_menu', 'kaiku_scanner_add_page' );
add_filter( 'script_loader_tag', 'kaiku_scanner_as_module', 10, 2 );
add_action( 'template_redirect', 'kaiku_scanner_headers' );
register_uninstall_hook( __FILE__, 'kaiku_scanner_uninstall' );

/** Returns the texts in the language of the person, or of the site. */
function kaiku_scanner_words() {
	$all      = require __DIR__ . '/words.php';
	$language = substr( determine_locale(), 0, 2 );
	return $all[ $language ] ?? $all['en'];
}

/** Registers the scripts, the shortcode and the block. */
function kaiku_scanner_register() {
	$register = function ( $handle, $file, $needs = array() ) {
		$version = (string) filemtime( __DIR__ . '/' . $file );
		wp_register_script( $handle, plugins_url( $file, __FILE__ ), $needs, $version, true );
	};
	// Workers must be of the page's own origin, so the element comes from this folder and not from the registry.
	$register( 'kaiku-scanner', 'element/kaiku-scanner.js' );
	$register( 'kaiku-scanner-page', 'page.js', array( 'kaiku-scanner' ) );
	$register( 'kaiku-scanner-settings', 'settings.js' );
	$register( 'kaiku-scanner-block', 'block.js', array( 'wp-blocks', 'wp-block-editor', 'wp-components', 'wp-element' ) );
	wp_localize_script( 'kaiku-scanner-block', 'kaikuScannerWords', kaiku_scanner_words() );

	add_shortcode( 'kaiku-scanner', 'kaiku_scanner_shortcode' );
	$text = array( 'type' => 'string', 'default' => '' );
	register_block_type(
		'kaiku/scanner',
		array(
			'api_version'     => 2,
			'editor_script'   => 'kaiku-scanner-block',
			'render_callback' => 'kaiku_scanner_block',
			'attributes'      => array( 'show' => $text, 'recordsAs' => $text ),
		)
	);
}

/** Returns the element for the shortcode: [kaiku-scanner show="hamlet-2611" records-as="door" lang="sv"]. */
function kaiku_scanner_shortcode( $given ) {
	$defaults = array( 'show' => '', 'records-as' => '', 'lang' => '' );
	return kaiku_scanner_element( shortcode_atts( $defaults, $given, 'kaiku-scanner' ) );
}

/** Returns the element for the block. */
function kaiku_scanner_block( $attributes ) {
	$settings = array( 'show' => $attributes['show'], 'records-as' => $attributes['recordsAs'], 'lang' => '' );
	return '<div ' . get_block_wrapper_attributes() . '>' . kaiku_scanner_element( $settings ) . '</div>';
}

/** Returns the element's tag, with the settings that are not empty. Without an address: a sentence, for administrators. */
function kaiku_scanner_element( $settings ) {
	$registry = get_option( KAIKU_SCANNER_OPTION, '' );
	if ( '' === $registry ) {
		return current_user_can( KAIKU_SCANNER_RIGHT ) ? '<p>' . esc_html( kaiku_scanner_words()['unset'] ) . '</p>' : '';
	}
	wp_enqueue_script( 'kaiku-scanner-page' );
	$records_as = $settings['records-as'];
	$attributes = array(
		'show'       => $settings['show'],
		'records-as' => in_array( $records_as, KAIKU_SCANNER_RECORDS, true ) ? $records_as : '',
		'lang'       => $settings['lang'],
	);
	$html = sprintf( ' registry="%s"', esc_url( $registry ) );
	foreach ( array_filter( $attributes, 'strlen' ) as $name => $value ) {
		$html .= sprintf( ' %s="%s"', $name, esc_attr( $value ) );
	}
	return "<kaiku-scanner$html></kaiku-scanner>";
}

/**
 * Loads the scripts of the page as modules, and as they are: plugins that combine, delay or minify scripts would move the
 * element away from its workers. These attributes are what such plugins document for that.
 */
function kaiku_scanner_as_module( $tag, $handle ) {
	if ( 'kaiku-scanner' !== $handle && 'kaiku-scanner-page' !== $handle ) {
		return $tag;
	}
	$untouched = 'data-no-optimize="1" data-noptimize="1" data-no-defer="1" data-no-minify="1" data-cfasync="false" nowprocket';
	return preg_replace( '/<script( type=([\'"]).*?\2)?/', "<script type=\"module\" $untouched", $tag, 1 );
}

/** True if a post has the scanner. */
function kaiku_scanner_is_in( $post ) {
	return has_shortcode( $post->post_content, 'kaiku-scanner' ) || has_block( 'kaiku/scanner', $post );
}

/**
 * Sends headers with the pages that have the scanner. The full list (docs/security.md) has a Content-Security-Policy, which
 * breaks themes with inline scripts: send it from the web server if your theme allows it.
 */
function kaiku_scanner_headers() {
	$post = get_post();
	if ( ! is_singular() || null === $post || ! kaiku_scanner_is_in( $post ) ) {
		return;
	}
	header( 'Permissions-Policy: camera=(self), geolocation=(), microphone=(), hid=(self), serial=(self), usb=()' );
	header( 'Referrer-Policy: no-referrer' );
	header( 'X-Content-Type-Options: nosniff' );
}

/** Registers the only setting. */
function kaiku_scanner_register_setting() {
	register_setting( 'kaiku_scanner', KAIKU_SCANNER_OPTION, array( 'type' => 'string', 'sanitize_callback' => 'kaiku_scanner_sanitise' ) );
}

/** Returns the address of a registry with a slash at its end; the stored one if this one is not safe. HTTPS only, except on this machine. */
function kaiku_scanner_sanitise( $given ) {
	$address = esc_url_raw( trim( (string) $given ), array( 'https', 'http' ) );
	if ( '' === trim( (string) $given ) ) {
		return '';
	}
	$parts    = (array) wp_parse_url( $address );
	$host     = $parts['host'] ?? '';
	$is_https = 'https' === ( $parts['scheme'] ?? '' ) || in_array( $host, array( '127.0.0.1', 'localhost' ), true );
	// A token, a password or a code in the address would be in every page.
	$has_secret = array_intersect_key( $parts, array_flip( array( 'user', 'pass', 'query', 'fragment' ) ) );
	if ( '' !== $host && $is_https && array() === $has_secret ) {
		return trailingslashit( $address );
	}
	add_settings_error( KAIKU_SCANNER_OPTION, 'address', kaiku_scanner_words()['unsafe'] );
	return get_option( KAIKU_SCANNER_OPTION, '' );
}

/** Adds the page under Settings. */
function kaiku_scanner_add_page() {
	add_options_page( 'Kaikukortti', 'Kaikukortti', KAIKU_SCANNER_RIGHT, 'kaiku-scanner', 'kaiku_scanner_settings_page' );
}

/** Returns the published posts that have the scanner, up to fifty. */
function kaiku_scanner_pages() {
	$found = get_posts( array( 'post_type' => 'any', 'numberposts' => 50, 's' => 'kaiku' ) );
	return array_filter( $found, 'kaiku_scanner_is_in' );
}

/** Prints the page under Settings: the address of the registry, and how a till is added. */
function kaiku_scanner_settings_page() {
	$words    = kaiku_scanner_words();
	$registry = get_option( KAIKU_SCANNER_OPTION, '' );
	$pages    = kaiku_scanner_pages();
	wp_enqueue_script( 'kaiku-scanner-settings' );
	?>
	<div class="wrap">
		<h1>Kaikukortti</h1>
		<form method="post" action="options.php">
			<?php settings_fields( 'kaiku_scanner' ); ?>
			<table class="form-table" role="presentation"><tr>
				<th scope="row"><label for="kaiku-registry"><?php echo esc_html( $words['address'] ); ?></label></th>
				<td><input class="regular-text code" type="url" id="kaiku-registry" name="<?php echo esc_attr( KAIKU_SCANNER_OPTION ); ?>"
					value="<?php echo esc_attr( $registry ); ?>" placeholder="https://registry.example/"></td>
			</tr></table>
			<?php submit_button(); ?>
		</form>
		<?php if ( '' !== $registry ) : ?>
			<h2><?php echo esc_html( $words['pages'] ); ?></h2>
			<p><?php echo esc_html( $words['where'] ); ?></p>
			<?php if ( array() === $pages ) : ?>
				<p><?php echo esc_html( $words['none'] ); ?></p>
			<?php endif; ?>
			<ul class="ul-disc">
				<?php foreach ( $pages as $page ) : ?>
					<li><a class="kaiku-scanner-page" href="<?php echo esc_url( get_permalink( $page ) ); ?>"><?php echo esc_html( get_the_title( $page ) ); ?></a></li>
				<?php endforeach; ?>
			</ul>
			<h2><?php echo esc_html( $words['add'] ); ?></h2>
			<p><?php echo esc_html( $words['how'] ); ?>
				<a href="<?php echo esc_url( $registry . 'desk/devices' ); ?>" target="_blank" rel="noreferrer"><?php echo esc_html( $words['devices'] ); ?></a></p>
			<?php if ( array() !== $pages ) : ?>
				<p><label for="kaiku-code"><?php echo esc_html( $words['code'] ); ?></label>
					<?php // Without a name, and outside the form: it is never sent. ?>
					<input class="code" type="text" id="kaiku-code" size="12" autocomplete="off" autocapitalize="characters" spellcheck="false" aria-describedby="kaiku-link"></p>
				<p class="description" id="kaiku-link"><?php echo esc_html( $words['link'] ); ?></p>
			<?php endif; ?>
		<?php endif; ?>
	</div>
	<?php
}

/** Deletes the setting with the plugin, on each site of a network. */
function kaiku_scanner_uninstall() {
	if ( ! is_multisite() ) {
		delete_option( KAIKU_SCANNER_OPTION );
		return;
	}
	foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $site ) {
		delete_blog_option( $site, KAIKU_SCANNER_OPTION );
	}
}
