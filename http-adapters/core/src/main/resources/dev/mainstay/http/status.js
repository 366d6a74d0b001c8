'use strict';
(() => {
  const news = document.getElementById('news');
  const renew = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(location.href, {
        headers: {Accept: 'text/html'}, cache: 'no-store', signal: AbortSignal.timeout(4000)
      });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const main = page.querySelector('main');
      if (!main) throw new Error('no status in the answer');
      if (document.title !== page.title) news.textContent = page.title;
      document.title = page.title;
      const current = document.querySelector('main');
      if (current.innerHTML !== main.innerHTML) current.replaceWith(document.adoptNode(main));
      document.getElementById('age').textContent =
        'Updated ' + new Date().toLocaleTimeString() + ', every 5 seconds.';
    } catch (e) {
      const silent = 'No answer from the service since the last update.';
      document.getElementById('age').textContent = silent;
      if (news.textContent !== silent) news.textContent = silent;
    }
  };
  setInterval(renew, 5000);
  document.addEventListener('visibilitychange', renew);
})();
