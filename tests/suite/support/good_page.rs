//! What every page owes everybody, looked at in the browser.

use std::path::Path;

use fantoccini::Client;
use serde_json::Value;

/// What every page owes everybody: a language, a title, one heading, labels, contrast, and no sideways scrolling.
///
/// Where scripts run, axe looks at the page too (WCAG 2.2 AA and its best practices).
pub async fn is_a_good_page(client: &Client, what: &str) {
    let faults = client.execute(GOOD_PAGE, vec![]).await.unwrap();
    assert_eq!(faults, Value::Array(vec![]), "{what}");
    let faults = client.execute_async(&axe(), vec![]).await.unwrap();
    assert_eq!(faults, Value::Array(vec![]), "axe: {what}");
}

/// A script that runs axe on the page it is sent to.
fn axe() -> String {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools/node_modules/axe-core/axe.min.js");
    let library = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; tests/run fetches it", path.display()));
    format!("{library}\n{AXE}")
}

const AXE: &str = r"
    const done = arguments[arguments.length - 1];
    const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    axe.run(document, { runOnly: { type: 'tag', values } }).then(
        found => done(found.violations.flatMap(rule =>
            rule.nodes.map(node => rule.id + ': ' + node.target.join(' ') + ' ' + node.failureSummary))),
        fault => done(['axe: ' + fault]));";

const GOOD_PAGE: &str = r"
    const faults = [];
    const root = document.documentElement;
    if (!['vi', 'en'].includes(root.lang)) faults.push('lang: ' + root.lang);
    if (document.title.length < 8) faults.push('title: ' + document.title);
    if (document.querySelectorAll('h1').length !== 1) faults.push('headings: ' + document.querySelectorAll('h1').length);
    if (root.scrollWidth > root.clientWidth) faults.push('sideways: ' + root.scrollWidth + ' > ' + root.clientWidth);
    for (const field of document.querySelectorAll('input:not([type=hidden]), select, textarea'))
        if (!field.labels.length && !field.ariaLabel) faults.push('no label: ' + field.name);
    for (const picture of document.images)
        if (picture.complete && !picture.naturalWidth) faults.push('picture: ' + picture.src);
    const ids = [...document.querySelectorAll('[id]')].map(own => own.id);
    for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push('id twice: ' + id);
    const channels = text => (text.match(/[\d.]+/g) || []).map(Number);
    const light = ([r, g, b]) => {
        const part = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
        return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    };
    const behind = own => {
        for (; own; own = own.parentElement) {
            const colour = channels(getComputedStyle(own).backgroundColor);
            if (colour.length === 3 || colour[3] === 1) return colour;
        }
        return [255, 255, 255];
    };
    const said = new Set();
    for (const own of document.querySelectorAll('body *:not(svg *)')) {
        const words = [...own.childNodes].some(node => node.nodeType === 3 && node.data.trim());
        if (!words || !own.checkVisibility() || own.closest('svg')) continue;
        const style = getComputedStyle(own), size = parseFloat(style.fontSize);
        const [a, b] = [light(channels(style.color)), light(behind(own))].sort((x, y) => y - x);
        const ratio = (a + 0.05) / (b + 0.05);
        const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
        const fault = 'contrast ' + ratio.toFixed(2) + ': ' + own.tagName + '.' + own.className;
        if (ratio < (large ? 3 : 4.5) && !said.has(fault)) { said.add(fault); faults.push(fault); }
        if (size < 11) faults.push('small: ' + own.tagName + '.' + own.className + ' ' + size);
    }
    return faults;";
