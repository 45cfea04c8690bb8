// Runs before the first paint, as a classic script. Reads what this browser remembers of its user's
// wishes and sets it on <html>. Never imports anything; what it knows of the format is in rt/prefs.ts.
(function () {
  var root = document.documentElement;
  var prefs = {};
  try {
    prefs = JSON.parse(localStorage.getItem("skybot.prefs") || "{}") || {};
  } catch {
    prefs = {};
  }
  var dark = prefs.theme === "dark" || (prefs.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = dark ? "dark" : "light";
  if (prefs.density === "compact") root.dataset.density = "compact";
  if (prefs.contrast === "high") root.dataset.contrast = "high";
  var wanted = [prefs.locale].concat(navigator.languages || []);
  var locale = "en";
  for (var i = 0; i < wanted.length; i += 1) {
    var code = String(wanted[i] || "").slice(0, 2).toLowerCase();
    if (["en", "fr", "es", "pt"].indexOf(code) >= 0) {
      locale = code;
      break;
    }
  }
  root.lang = locale;
  // Beside the app, which asks for them only when it runs.
  var words = __WORDS__[locale];
  if (words) {
    var link = document.createElement("link");
    link.rel = "modulepreload";
    link.href = words;
    document.head.append(link);
  }
})();
