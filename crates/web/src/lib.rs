//! HTTP: the public pages, the desk, the mail catcher's pages; templates, assets, locales.
