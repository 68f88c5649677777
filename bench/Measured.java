package bench;

/// What one run of a load brought.
///
/// @param errors answers that were not a success, and connections that broke
/// @param serverCpuUs of the server's process, per request; zero where it had no part
/// @param databaseCpuUs of all of PostgreSQL's processes, per request
record Measured(
        double perSecond,
        double p50Ms,
        double p95Ms,
        double p99Ms,
        long errors,
        double serverCpuUs,
        double databaseCpuUs) {}
