// Inside the frame of the widget: tells the page around it how high it is. Not a word of what is in it.
new ResizeObserver(() => parent.postMessage({ sipas: document.documentElement.offsetHeight }, '*')).observe(document.documentElement);
