dofile("report.lua")

local sent = 0
local body, prefix

function init()
  local file = assert(io.open(os.getenv("BENCH_BODY")))
  body = file:read("*a")
  file:close()
  prefix = os.getenv("BENCH_RUN") .. "-" .. number .. "-"
  wrk.method = "POST"
  wrk.headers["Authorization"] = authorization()
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  sent = sent + 1
  wrk.headers["Idempotency-Key"] = prefix .. sent
  return wrk.format(nil, nil, nil, body)
end
