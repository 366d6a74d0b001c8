'use strict';
(() => {
  const news = document.getElementById('news');
  const age = document.getElementById('age');
  // Opened with a key in its address, a page may not ask for that address again.
  const self = location.origin + location.pathname + location.search;
  const isSame = (a, b) => a.nodeName === b.nodeName && a.dataset?.key === b.dataset?.key;
  // Only what differs is touched: selections and a screen reader's place stay.
  const merge = (now, next) => {
    if (now.nodeType === Node.TEXT_NODE) {
      if (now.data !== next.data) now.data = next.data;
      return;
    }
    for (const {name, value} of next.attributes) {
      if (now.getAttribute(name) !== value) now.setAttribute(name, value);
    }
    let at = now.firstChild;
    for (const child of [...next.childNodes]) {
      let same = at;
      while (same && !isSame(same, child)) same = same.nextSibling;
      if (same) merge(same, child);
      if (same && same === at) at = at.nextSibling;
      else now.insertBefore(same ?? child, at);
    }
    while (at) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
  };
  const renew = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(self, {
        headers: {Accept: 'text/html'}, cache: 'no-store', signal: AbortSignal.timeout(4000)
      });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const main = page.querySelector('main');
      if (!main) throw new Error('no status in the answer');
      if (document.title !== page.title) news.textContent = page.title;
      document.title = page.title;
      merge(document.querySelector('main'), main);
      age.textContent = 'Updated ' + new Date().toLocaleTimeString() + ', every 5 seconds.';
    } catch (e) {
      const silent = 'No status from the service since the last update.';
      age.textContent = silent;
      if (news.textContent !== silent) news.textContent = silent;
    }
  };
  setInterval(renew, 5000);
  document.addEventListener('visibilitychange', renew);
})();
