// Before the page is drawn, so that it does not flash.
(() => {
    let chosen = null;
    try {
        chosen = localStorage.getItem('millrace-theme');
    } catch {
        // a browser may keep nothing
    }
    const dark = chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
