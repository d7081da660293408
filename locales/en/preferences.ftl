### Preferences. Languages are named in their own language, everywhere the same.

preferences-title = Preferences
preferences-lede = These choices live in your session only and end with it; until you choose a language, your browser’s Accept-Language decides.

preferences-language = Language
preferences-language-browser = As my browser asks
preferences-language-en = English
preferences-language-zh-hant = 繁體中文
preferences-language-zh-hans = 简体中文
# $allowed is a list of codes.
preferences-language-unknown = We do not speak that language. Possible are: { $allowed }, or nothing for the browser’s.

preferences-theme = Appearance
preferences-theme-auto = As the device has it
preferences-theme-light = Light
preferences-theme-dark = Dark
preferences-theme-unknown = There is no such appearance. Possible are: { $allowed }.

preferences-currency = Currency
preferences-currency-usd = US dollar (USD)
preferences-currency-eur = Euro (EUR)
preferences-currency-twd = New Taiwan dollar (TWD)
preferences-currency-cny = Renminbi (CNY)
preferences-currency-unknown = We have no prices in that currency. Possible are: { $allowed }.

preferences-per-page = Teas on a page
preferences-per-page-unknown = Possible are whole numbers from { $least } to { $most }.

preferences-save = Keep these
preferences-saved = Your preferences are kept for this session.
