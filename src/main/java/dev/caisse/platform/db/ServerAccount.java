package dev.caisse.platform.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The account PostgreSQL runs under, and the words before a command that bring it there. PostgreSQL refuses
/// root, so root gives it a user namespace without a root, or an unprivileged account where namespaces are
/// forbidden.
record ServerAccount(List<String> prefix, int uid) {
    private static final List<String> UNPRIVILEGED = List.of("caisse", "postgres", "nobody");

    /// @throws DatabaseUnavailable when we are root and neither way works here
    static ServerAccount find() throws IOException {
        int uid = ownUid();
        if (uid != 0) {
            return new ServerAccount(List.of(), uid);
        }
        return inNamespace()
                .or(ServerAccount::asOther)
                .orElseThrow(() -> new DatabaseUnavailable("PostgreSQL refuses to run as root, and neither unshare nor"
                        + " setpriv (package util-linux) works here. Start Caisse as another user, or set"
                        + " CAISSE_DATABASE_URL to a PostgreSQL of yours."));
    }

    /// Nobody inside, root outside: files made in there belong to root.
    static Optional<ServerAccount> inNamespace() {
        return Command.find("unshare").stream()
                .map(unshare -> new ServerAccount(List.of(unshare, "--user"), 0))
                .filter(ServerAccount::works)
                .findFirst();
    }

    static Optional<ServerAccount> asOther() {
        return Command.find("setpriv").stream()
                .flatMap(setpriv -> UNPRIVILEGED.stream().flatMap(name -> withSetpriv(setpriv, name)))
                .filter(ServerAccount::works)
                .findFirst();
    }

    /// @return whether the account can reach what lies in `folder`
    boolean canEnter(Path folder) {
        return prefix.isEmpty()
                || Command.succeeds(command(List.of(Command.find("test").getFirst(), "-x", folder + "/.")));
    }

    List<String> command(List<String> words) {
        return Stream.concat(prefix.stream(), words.stream()).toList();
    }

    /// A session of its own keeps a Ctrl-C meant for us away from PostgreSQL until we have finished our work.
    List<String> daemon(List<String> words) {
        return Stream.concat(ownSession().stream(), command(words).stream()).toList();
    }

    /// macOS has no setsid, but has Perl.
    private static List<String> ownSession() {
        var setsid = Command.find("setsid");
        return setsid.isEmpty() ? ownSessionByPerl() : setsid;
    }

    static List<String> ownSessionByPerl() {
        return Command.find("perl").stream()
                .flatMap(perl -> Stream.of(perl, "-MPOSIX", "-e", "POSIX::setsid(); exec { $ARGV[0] } @ARGV"))
                .toList();
    }

    void own(Path file) throws IOException {
        if (uidOf(file) != uid) {
            Files.setAttribute(file, "unix:uid", uid);
        }
    }

    /// macOS has no `/proc`, but a file that is made belongs to its maker there too.
    private static int ownUid() throws IOException {
        var self = Path.of("/proc/self");
        return Files.exists(self) ? uidOf(self) : uidOfANewFile();
    }

    static int uidOfANewFile() throws IOException {
        var file = Files.createTempFile("caisse-", null);
        try {
            return uidOf(file);
        } finally {
            Files.delete(file);
        }
    }

    static int uidOf(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:uid");
    }

    private boolean works() {
        return Command.succeeds(command(Command.find("true")));
    }

    private static Stream<ServerAccount> withSetpriv(String setpriv, String name) {
        return passwd(name)
                .map(line -> line.split(":"))
                .map(fields -> new ServerAccount(
                        List.of(setpriv, "--reuid=" + fields[2], "--regid=" + fields[3], "--clear-groups"),
                        Integer.parseInt(fields[2])));
    }

    // initdb asks the system for its account's name, so an account that is not listed will not do.
    private static Stream<String> passwd(String name) {
        try {
            return Files.readAllLines(Path.of("/etc/passwd")).stream().filter(line -> line.startsWith(name + ":"));
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
