### 實驗室裡工作階段的操作：update 和 values、測試用 cookie，以及指定變更的到期時間。

lab-session-group-test-cookie = 測試用 cookie
lab-session-field-mapping = 多個鍵和值
lab-session-hint-mapping = JSON 物件
lab-session-about-values = 列出所有的值。
lab-session-about-update = 設定物件裡的每個鍵，其他的鍵不變。
lab-session-about-set-test-cookie = 設定一個鍵，讓之後的請求檢查。
lab-session-about-test-cookie-worked = 檢查瀏覽器是否送回了工作階段的 cookie。
lab-session-about-delete-test-cookie = 移除這個鍵；鍵不存在就是錯誤。
lab-session-about-expiry-age = 假設在這個時間變更、以這個秒數到期，傳回從變更到到期的秒數。什麼都不會變更。
lab-session-about-expiry-date = 假設在這個時間變更、以這個秒數到期，傳回到期時間。什麼都不會變更。
lab-session-mapping-wrong = 這不是 JSON 物件（{ $reason }）。請寫成 {"{"}"tea": "oolong", "quantity": 2{"}"} 的格式。
