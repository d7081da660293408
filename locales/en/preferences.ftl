### Preferences. Each language is named in its own language.

preferences-title = Preferences
preferences-lede = These choices are stored in your session only and expire with it. Until you choose a language, your browser’s Accept-Language header selects it.

preferences-language = Language
preferences-language-browser = Use the browser’s language
preferences-language-en = English
preferences-language-zh-hant = 繁體中文
preferences-language-zh-hans = 简体中文
# $allowed is a list of codes.
preferences-language-unknown = This language is not available. Allowed values are: { $allowed }, or empty for the browser’s language.

preferences-theme = Appearance
preferences-theme-auto = Use the device’s setting
preferences-theme-light = Light
preferences-theme-dark = Dark
preferences-theme-unknown = There is no such appearance. Allowed values are: { $allowed }.

preferences-currency = Currency
preferences-currency-usd = US dollar (USD)
preferences-currency-eur = Euro (EUR)
preferences-currency-twd = New Taiwan dollar (TWD)
preferences-currency-cny = Renminbi (CNY)
preferences-currency-unknown = There are no prices in this currency. Allowed values are: { $allowed }.

preferences-per-page = Teas per page
preferences-per-page-unknown = Enter a whole number from { $least } to { $most }.

preferences-save = Save
preferences-saved = Your preferences are saved in this session.
