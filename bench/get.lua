dofile("report.lua")

local requests = {}
local sent = 0

function init()
  wrk.headers["Accept-Encoding"] = "gzip"
  for path in io.lines(os.getenv("BENCH_PATHS")) do
    wrk.headers["Authorization"] = path:sub(1, 4) == "/v1/" and authorization() or nil
    requests[#requests + 1] = wrk.format("GET", path)
  end
end

function request()
  sent = sent % #requests + 1
  return requests[sent]
end
