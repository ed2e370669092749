-- SPDX-License-Identifier: Apache-2.0
-- For wrk: every call is one that no kept page fits, so each is rendered anew.
local n = 0
request = function()
	n = n + 1
	wrk.headers["Accept-Language"] = "zh-CN, x-" .. n
	return wrk.format("GET")
end
