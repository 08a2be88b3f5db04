// The one line of a portal's page: <script async src="https://…/widget.js" data-point="…" data-lang="vi"></script>
// It puts the frame of the widget where it stands. The frame asks for its height; nothing else passes between the pages.

(() => {
  const own = document.currentScript;
  const home = new URL(own.src).origin;
  const { point, lang, title } = own.dataset;
  const frame = document.createElement('iframe');
  frame.src = `${home}/w/${encodeURIComponent(point)}?lang=${encodeURIComponent(lang || document.documentElement.lang || 'vi')}`;
  frame.title = title || ((lang || document.documentElement.lang || 'vi').startsWith('en') ? 'Rate this page' : 'Đánh giá nội dung này');
  frame.width = '100%';
  frame.height = '260';
  frame.loading = 'lazy';
  frame.referrerPolicy = 'no-referrer';
  frame.setAttribute('frameborder', '0');
  own.after(frame);
  addEventListener('message', event => {
    if (event.source === frame.contentWindow && event.origin === home && event.data && event.data.sipas > 0)
      frame.height = String(Math.min(Math.ceil(event.data.sipas), 1200));
  });
})();
