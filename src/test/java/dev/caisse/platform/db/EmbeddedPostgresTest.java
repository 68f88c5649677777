package dev.caisse.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The embedded PostgreSQL on the real thing: real processes, killed for real.
@Timeout(300)
class EmbeddedPostgresTest {
    @TempDir
    static Path programs;

    @TempDir
    Path dataDir;

    @BeforeAll
    static void letOtherAccountsIn() throws IOException {
        Files.setPosixFilePermissions(programs, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void commits_are_durable() throws SQLException {
        try (var postgres = start();
                var connection = connect(postgres)) {
            assertThat(ask(connection, "show fsync")).isEqualTo("on");
            assertThat(ask(connection, "show synchronous_commit")).isEqualTo("on");
            assertThat(ask(connection, "show full_page_writes")).isEqualTo("on");
            assertThatCode(() -> Durability.verify(connection)).doesNotThrowAnyException();
            assertThat(PostgresBinaries.VERSION).startsWith(ask(connection, "show server_version"));
        }
    }

    @Test
    void a_connection_that_may_lose_commits_is_refused() throws SQLException {
        try (var postgres = start();
                var connection = connect(postgres)) {
            run(connection, "set synchronous_commit = off");
            assertThatThrownBy(() -> Durability.verify(connection))
                    .isInstanceOf(DatabaseUnavailable.class)
                    .hasMessageContaining("synchronous_commit = off");
        }
    }

    @Test
    void only_this_machine_gets_in_and_only_with_the_password() throws Exception {
        try (var postgres = start();
                var connection = connect(postgres)) {
            assertThat(ask(connection, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(connection, "select rolsuper from pg_roles where rolname = current_user"))
                    .isEqualTo("f");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(database("password"))))
                    .isEqualTo("rw-------");
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "guess"))
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void a_second_start_finds_the_same_database_and_password() throws SQLException {
        String password;
        try (var postgres = start();
                var connection = connect(postgres)) {
            run(connection, "create table kept (id int)");
            password = postgres.password();
        }
        assertThat(database("cluster/postmaster.pid")).doesNotExist();
        var progress = new ArrayList<String>();
        try (var postgres = EmbeddedPostgres.start(dataDir, programs, progress::add);
                var connection = connect(postgres)) {
            assertThat(ask(connection, "select count(*) from kept")).isEqualTo("0");
            assertThat(postgres.password()).isEqualTo(password);
        }
        assertThat(progress).isEmpty();
    }

    @Test
    void a_committed_row_survives_the_death_of_postgres_and_the_port_stays() throws Exception {
        try (var postgres = start();
                var connection = connect(postgres)) {
            run(connection, "create table kept (id int); insert into kept values (7)");
            long before = postgres.pid();
            ProcessHandle.of(before).orElseThrow().destroyForcibly();
            try (var later = connectWithin(postgres, before)) {
                assertThat(ask(later, "select id from kept")).isEqualTo("7");
            }
            assertThat(postgres.pid()).isNotEqualTo(before);
        }
    }

    @Test
    void backends_at_work_when_postgres_dies_do_not_stand_in_the_way() throws Exception {
        try (var postgres = start();
                var connection = connect(postgres)) {
            var busy = Thread.ofVirtual().start(() -> sleepInside(connection));
            long backend = backendOf(postgres, "pg_sleep");
            long before = postgres.pid();
            ProcessHandle.of(before).orElseThrow().destroyForcibly();
            connectWithin(postgres, before).close();
            assertThat(PostgresProcesses.isRunning(backend)).isFalse();
            busy.join();
        }
    }

    @Test
    void an_orphan_of_a_killed_caisse_is_taken_over() throws Exception {
        var owner = otherCaisse();
        var first = awaitLine(owner.out(), "up ");
        owner.process().destroyForcibly().waitFor();
        try (var postgres = start();
                var connection = connect(postgres)) {
            assertThat("up " + postgres.pid() + " " + postgres.jdbcUrl()).isEqualTo(first);
            assertThat(ask(connection, "select 1")).isEqualTo("1");
        }
        assertThat(database("cluster/postmaster.pid")).doesNotExist();
    }

    @Test
    void an_orphan_started_another_way_is_replaced() throws Exception {
        var owner = otherCaisse();
        var first = awaitLine(owner.out(), "up ").split(" ");
        owner.process().destroyForcibly().waitFor();
        Files.writeString(database("cluster/postmaster.opts"), "/elsewhere/postgres \"-F\"\n");
        try (var postgres = start()) {
            assertThat(postgres.pid()).isNotEqualTo(Long.parseLong(first[1]));
            assertThat(PostgresProcesses.isRunning(Long.parseLong(first[1]))).isFalse();
        }
    }

    @Test
    void a_second_caisse_on_the_folder_is_refused_by_process_number() throws Exception {
        var owner = otherCaisse();
        try {
            awaitLine(owner.out(), "up ");
            assertThatThrownBy(this::start)
                    .isInstanceOf(DatabaseUnavailable.class)
                    .hasMessageContaining("process " + owner.process().pid())
                    .hasMessageContaining("CAISSE_DATA_DIR");
        } finally {
            owner.process().destroy();
            owner.process().waitFor();
        }
    }

    @Test
    void a_second_start_in_this_process_is_refused_and_leaves_the_first_alone() throws Exception {
        try (var postgres = start()) {
            assertThatThrownBy(this::start).hasMessageContaining("already uses the data folder");
            assertThat(postgres.isAlive()).isTrue();
            var other = otherCaisse();
            assertThat(awaitLine(other.out(), "refused ")).contains("Another Caisse");
        }
    }

    @Test
    void a_process_number_given_to_another_process_does_not_block_the_start() throws Exception {
        long killed;
        try (var postgres = start()) {
            killed = postgres.pid();
        }
        var somebody = new ProcessBuilder("sleep", "60").start();
        try {
            Files.writeString(
                    database("cluster/postmaster.pid"),
                    somebody.pid() + "\n" + database("cluster") + "\n1\n20000\n\n127.0.0.1\n 1 1\nready   \n");
            try (var postgres = start()) {
                assertThat(postgres.pid()).isNotIn(killed, somebody.pid());
                assertThat(somebody.isAlive()).isTrue();
            }
        } finally {
            somebody.destroyForcibly();
        }
    }

    @Test
    void a_database_of_another_major_version_is_refused() throws IOException {
        start().close();
        Files.writeString(database("cluster/PG_VERSION"), "17\n");
        assertThatThrownBy(this::start)
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining("made by PostgreSQL 17")
                .hasMessageContaining("pg_dump");
        Files.writeString(database("cluster/PG_VERSION"), "18\n");
        start().close();
    }

    @Test
    void a_folder_that_changed_hands_is_refused_with_the_command_that_mends_it() throws Exception {
        assumeThat(ServerAccount.uidOf(Path.of("/proc/self"))).isZero();
        start().close();
        Files.setAttribute(database("."), "unix:uid", 12345);
        assertThatThrownBy(this::start)
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining("belongs to uid 12345")
                .hasMessageContaining("chown -R 0 " + dataDir.toRealPath().resolve("database"));
        Files.setAttribute(database("."), "unix:uid", 0);
        Files.setAttribute(database("cluster"), "unix:uid", 12345);
        assertThatThrownBy(this::start).hasMessageContaining("belongs to uid 12345");
    }

    @Test
    void root_without_namespaces_hands_it_to_an_unprivileged_account() throws Exception {
        assumeThat(ServerAccount.uidOf(Path.of("/proc/self"))).isZero();
        Files.setPosixFilePermissions(dataDir, PosixFilePermissions.fromString("rwxr-xr-x"));
        var account = ServerAccount.asOther().orElseThrow();
        try (var postgres = EmbeddedPostgres.startAs(account, dataDir, programs, line -> {});
                var connection = connect(postgres)) {
            assertThat(ServerAccount.uidOf(Path.of("/proc/" + postgres.pid()))).isEqualTo(account.uid());
            assertThat(ask(connection, "select 1")).isEqualTo("1");
            long before = postgres.pid();
            ProcessHandle.of(before).orElseThrow().destroyForcibly();
            connectWithin(postgres, before).close();
        }
        assertThatThrownBy(this::start).hasMessageContaining("chown -R 0 ");
    }

    @Test
    void an_account_that_cannot_reach_the_data_folder_gets_one_of_its_own() throws Exception {
        assumeThat(ServerAccount.uidOf(Path.of("/proc/self"))).isZero();
        Files.setPosixFilePermissions(dataDir, PosixFilePermissions.fromString("rwx------"));
        var folder = DataFolder.of(dataDir, ServerAccount.asOther().orElseThrow());
        assertThat(folder.path().toString()).matches("/var/lib/caisse-[0-9a-f]{8}/database");
    }

    @Test
    void no_statement_and_no_value_reaches_the_log() throws Exception {
        try (var postgres = start();
                var connection = connect(postgres);
                var statement = connection.prepareStatement("select cast(? as int), 'marker-of-the-statement'")) {
            statement.setString(1, "4242424242424242");
            assertThatThrownBy(statement::executeQuery).isInstanceOf(SQLException.class);
            run(connection, "create table numbers (number text primary key)");
            run(connection, "insert into numbers values ('4000000000000002')");
            assertThatThrownBy(() -> run(connection, "insert into numbers values ('4000000000000002')"))
                    .isInstanceOf(SQLException.class);
        }
        assertThat(Files.readString(database("postgres.log")))
                .contains("ready to accept connections")
                .doesNotContain("4242424242424242", "4000000000000002", "marker-of-the-statement");
    }

    @Test
    void what_postgres_said_is_in_the_message_when_it_does_not_start() throws IOException {
        start().close();
        Files.writeString(database("cluster/postgresql.auto.conf"), "shared_buffers = 'plenty'\n");
        assertThatThrownBy(this::start)
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining("shared_buffers")
                .hasMessageContaining("postgres.log");
    }

    @Test
    void the_log_of_postgres_stays_short() throws IOException {
        start().close();
        Files.write(database("postgres.log"), new byte[9 << 20]);
        start().close();
        assertThat(Files.size(database("postgres.log"))).isLessThan(1 << 20);
        assertThat(database("postgres.log.1")).hasSize(9 << 20);
    }

    @Test
    void a_start_cut_short_while_preparing_is_made_up_for() throws IOException {
        Files.createDirectories(database("cluster.unfinished/base"));
        Files.setPosixFilePermissions(database("."), PosixFilePermissions.fromString("rwx------"));
        Files.writeString(database("cluster.unfinished/PG_VERSION"), "18\n");
        try (var postgres = start()) {
            assertThat(postgres.isAlive()).isTrue();
        }
        assertThat(database("cluster.unfinished")).doesNotExist();
    }

    @Test
    void a_system_for_which_there_are_no_programs_is_named() {
        assertThatThrownBy(() -> PostgresBinaries.archive("Mac OS X", "aarch64"))
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining("Mac OS X on aarch64")
                .hasMessageContaining("CAISSE_DATABASE_URL");
    }

    private EmbeddedPostgres start() {
        return EmbeddedPostgres.start(dataDir, programs, line -> {});
    }

    private Path database(String name) {
        return dataDir.resolve("database").resolve(name);
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    /// As a pool would: again and again, until the watcher has brought it back.
    private static Connection connectWithin(EmbeddedPostgres postgres, long deadPid) {
        var found = new ArrayList<Connection>();
        var back = Deadline.in(Duration.ofSeconds(20)).await(() -> {
            try {
                return postgres.pid() != deadPid && found.add(connect(postgres));
            } catch (SQLException e) {
                return false;
            }
        });
        assertThat(back).as("PostgreSQL is back on its port").isTrue();
        return found.getFirst();
    }

    private static long backendOf(EmbeddedPostgres postgres, String work) throws SQLException {
        var question =
                "select coalesce(max(pid), 0) from pg_stat_activity where pid <> pg_backend_pid() and query like '%"
                        + work + "%'";
        try (var connection = connect(postgres)) {
            var found = new ArrayList<Long>();
            Deadline.in(Duration.ofSeconds(10)).await(() -> {
                try {
                    found.add(Long.valueOf(ask(connection, question)));
                    return found.getLast() > 0;
                } catch (SQLException e) {
                    return false;
                }
            });
            return found.getLast();
        }
    }

    private static void sleepInside(Connection connection) {
        assertThatThrownBy(() -> run(connection, "select pg_sleep(60)")).isInstanceOf(SQLException.class);
    }

    private static String ask(Connection connection, String question) throws SQLException {
        try (var statement = connection.createStatement();
                var answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getString(1);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private record OtherCaisse(Process process, Path out) {}

    private OtherCaisse otherCaisse() throws IOException {
        var out = Files.createTempFile(programs, "other", ".out");
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        dataDir.toString(),
                        programs.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        return new OtherCaisse(process.start(), out);
    }

    private static String awaitLine(Path out, String start) throws IOException {
        Deadline.in(Duration.ofSeconds(30)).await(() -> lines(out).stream().anyMatch(line -> line.startsWith(start)));
        return lines(out).stream()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow(() -> new AssertionError(lines(out)));
    }

    private static List<String> lines(Path out) {
        try {
            return Files.readAllLines(out);
        } catch (IOException e) {
            return List.of();
        }
    }

    /// Another process that keeps PostgreSQL until somebody ends it.
    static final class Owner {
        public static void main(String[] folders) throws InterruptedException {
            try {
                var postgres = EmbeddedPostgres.start(Path.of(folders[0]), Path.of(folders[1]), line -> {});
                Runtime.getRuntime().addShutdownHook(new Thread(postgres::close));
                System.out.println("up " + postgres.pid() + " " + postgres.jdbcUrl());
            } catch (DatabaseUnavailable e) {
                System.out.println("refused " + e.getMessage());
                return;
            }
            Thread.sleep(Duration.ofMinutes(5));
        }
    }
}
