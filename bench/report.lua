-- What both scripts share: the key, a number for each thread, and the results in one line that Wrk.java reads.
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

function authorization()
  return "Bearer " .. os.getenv("BENCH_KEY")
end

function done(summary, latency)
  local e = summary.errors
  print(string.format("REPORT %d %d %d %d %d %d", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(95), latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
