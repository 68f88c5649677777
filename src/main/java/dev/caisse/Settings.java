package dev.caisse;

import dev.caisse.accounts.Account.Logo;
import dev.caisse.accounts.ApiKey;
import dev.caisse.api.EmailAddress;
import dev.caisse.ledger.Fee;
import dev.caisse.ledger.Ledger;
import dev.caisse.mail.PostOffice;
import dev.caisse.platform.http.AddressBlock;
import dev.caisse.platform.http.WebAddress;
import dev.caisse.platform.mail.SmtpServer;
import dev.caisse.vault.KeySource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What this server was told by its environment, checked. The only place that reads it.
record Settings(
        String host,
        int port,
        List<String> publicUrls,
        Path dataDir,
        Optional<String> databaseUrl,
        int databaseConnections,
        Optional<String> notifyUrl,
        boolean isLogJson,
        Optional<String> accountName,
        Optional<Logo> accountLogo,
        Optional<ApiKey.Text> testSecretKey,
        Optional<ApiKey.Text> testPublishableKey,
        Duration connectorTimeout,
        Optional<String> sandboxUrl,
        Optional<String> sandboxSecret,
        int sandboxPort,
        Optional<String> vaultKey,
        Optional<Path> vaultKeyFile,
        boolean allowsPrivateAddresses,
        int liveRequestsPerSecond,
        int testRequestsPerSecond,
        List<AddressBlock> trustedProxies,
        Duration eventsKept,
        Ledger.Terms ledgerTerms,
        Optional<ApiKey.Text> secretKey,
        Optional<PostOffice.Outgoing> mail) {
    private static final int MAX_LOGO_BYTES = 256 * 1024;
    private static final Map<String, String> LOGO_TYPES = Map.of(
            "png", "image/png",
            "jpg", "image/jpeg",
            "jpeg", "image/jpeg",
            "webp", "image/webp",
            "gif", "image/gif");

    /// A variable has a value that cannot be used. The message names it and says what would be right.
    static final class Unusable extends RuntimeException {
        Unusable(Variable variable, String whatIsWrong) {
            super(variable.name() + " " + whatIsWrong, null, false, false);
        }
    }

    /// Where the key is that wraps the vault's.
    KeySource keySource(SecureRandom random) {
        return KeySource.of(vaultKey, vaultKeyFile, dataDir, random);
    }

    static Settings ofThisProcess() {
        return read(System.getenv());
    }

    /// Variables of this process that look like ours and are not.
    static List<String> unknownOfThisProcess() {
        return Variable.unknownIn(System.getenv());
    }

    /// @throws Unusable naming the variable
    static Settings read(Map<String, String> environment) {
        var host = Variable.CAISSE_HOST.orDefault(environment);
        return new Settings(
                host,
                number(environment, Variable.CAISSE_PORT, 0, 65_535),
                publicUrls(environment),
                Path.of(Variable.CAISSE_DATA_DIR.orDefault(environment)),
                Variable.CAISSE_DATABASE_URL.of(environment),
                number(environment, Variable.CAISSE_DATABASE_CONNECTIONS, 1, 1000),
                Variable.CAISSE_NOTIFY_URL.of(environment),
                word(environment, Variable.CAISSE_LOG_FORMAT, "text", "json").equals("json"),
                Variable.CAISSE_ACCOUNT_NAME.of(environment),
                Variable.CAISSE_ACCOUNT_LOGO.of(environment).map(Settings::logo),
                key(environment, Variable.CAISSE_TEST_SECRET_KEY, true),
                key(environment, Variable.CAISSE_TEST_PUBLISHABLE_KEY, false),
                Duration.ofSeconds(number(environment, Variable.CAISSE_CONNECTOR_TIMEOUT, 1, 300)),
                Variable.CAISSE_SANDBOX_URL.of(environment).map(url -> origin(Variable.CAISSE_SANDBOX_URL, url)),
                sandboxSecret(environment),
                number(environment, Variable.CAISSE_SANDBOX_PORT, 0, 65_535),
                Variable.CAISSE_VAULT_KEY.of(environment),
                Variable.CAISSE_VAULT_KEY_FILE.of(environment).map(Path::of),
                allowsPrivateAddresses(environment, host),
                number(environment, Variable.CAISSE_RATE_LIMIT, 0, 1_000_000),
                number(environment, Variable.CAISSE_TEST_RATE_LIMIT, 0, 1_000_000),
                trustedProxies(environment),
                Duration.ofDays(number(environment, Variable.CAISSE_EVENTS_KEPT_DAYS, 30, 90)),
                ledgerTerms(environment),
                Variable.CAISSE_SECRET_KEY.of(environment).map(ApiKey.Text::new),
                mail(environment));
    }

    private static int number(Map<String, String> environment, Variable variable, int min, int max) {
        try {
            int number = Integer.parseInt(variable.orDefault(environment));
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new Unusable(variable, "must be a whole number from " + min + " to " + max + ".");
    }

    private static String word(Map<String, String> environment, Variable variable, String... words) {
        var word = variable.orDefault(environment);
        if (!List.of(words).contains(word)) {
            throw new Unusable(variable, "must be one of " + String.join(", ", words) + ".");
        }
        return word;
    }

    private static List<String> publicUrls(Map<String, String> environment) {
        var text = Variable.CAISSE_PUBLIC_URL.of(environment).orElse("");
        return Arrays.stream(text.split("[,\\s]+"))
                .filter(url -> !url.isEmpty())
                .map(Settings::publicUrl)
                .toList();
    }

    private static String publicUrl(String text) {
        return findOrigin(text)
                .orElseThrow(() -> new Unusable(
                        Variable.CAISSE_PUBLIC_URL,
                        "must be addresses such as https://pay.example.com, without a path, separated by commas."));
    }

    private static String origin(Variable variable, String text) {
        return findOrigin(text)
                .orElseThrow(() ->
                        new Unusable(variable, "must be an address such as http://127.0.0.1:8090, without a path."));
    }

    private static Optional<String> findOrigin(String text) {
        return WebAddress.read(text)
                .filter(address -> text.matches("(?i)https?://.*"))
                .filter(address -> address.absolute().replaceAll("/$", "").equals(address.origin()))
                .map(WebAddress::origin);
    }

    /// Needed as soon as the sandbox is elsewhere, for it does what it is told by whoever knows it.
    private static Optional<String> sandboxSecret(Map<String, String> environment) {
        var secret = Variable.CAISSE_SANDBOX_SECRET.of(environment);
        boolean isNeeded = Variable.CAISSE_SANDBOX_URL.of(environment).isPresent();
        if (secret.map(text -> !text.matches("[!-~]{24,200}")).orElse(isNeeded)) {
            throw new Unusable(
                    Variable.CAISSE_SANDBOX_SECRET,
                    "must be 24 to 200 printable characters without spaces, such as `openssl rand -hex 16` prints, the"
                            + " same for the server and its sandbox.");
        }
        return secret;
    }

    private static Optional<ApiKey.Text> key(Map<String, String> environment, Variable variable, boolean isSecret) {
        return variable.of(environment).map(text -> {
            if (!ApiKey.isFit(text, false, isSecret)) {
                throw new Unusable(
                        variable,
                        "must begin with " + (isSecret ? "sk_test_" : "pk_test_")
                                + " and have 24 to 255 printable characters, none of them a colon.");
            }
            return new ApiKey.Text(text);
        });
    }

    private static Logo logo(String file) {
        var extension = file.substring(file.lastIndexOf('.') + 1).toLowerCase(java.util.Locale.ROOT);
        var type = Optional.ofNullable(LOGO_TYPES.get(extension));
        try {
            var bytes = Files.readAllBytes(Path.of(file));
            return type.filter(_ -> bytes.length <= MAX_LOGO_BYTES)
                    .map(known -> new Logo(known, bytes))
                    .orElseThrow(() -> new Unusable(
                            Variable.CAISSE_ACCOUNT_LOGO,
                            "must name a .png, .jpg, .webp or .gif file of at most 256 KB."));
        } catch (IOException e) {
            throw new Unusable(Variable.CAISSE_ACCOUNT_LOGO, "names a file that cannot be read: " + file);
        }
    }

    private static List<AddressBlock> trustedProxies(Map<String, String> environment) {
        var text = Variable.CAISSE_TRUSTED_PROXIES.of(environment).orElse("");
        return Arrays.stream(text.split("[,\\s]+"))
                .filter(block -> !block.isEmpty())
                .map(block -> AddressBlock.read(block)
                        .orElseThrow(() -> new Unusable(
                                Variable.CAISSE_TRUSTED_PROXIES,
                                "must be addresses or blocks such as 10.0.0.0/8, separated by commas.")))
                .toList();
    }

    private static Ledger.Terms ledgerTerms(Map<String, String> environment) {
        var fee = Fee.read(Variable.CAISSE_FEE.orDefault(environment))
                .orElseThrow(() -> new Unusable(
                        Variable.CAISSE_FEE,
                        "must be a part of at most 100 %, an amount in the smallest unit, or both, such as 2.9%+30."));
        return new Ledger.Terms(fee, number(environment, Variable.CAISSE_SETTLEMENT_DAYS, 0, 365));
    }

    private static Optional<PostOffice.Outgoing> mail(Map<String, String> environment) {
        var merchant = address(environment, Variable.CAISSE_ACCOUNT_EMAIL);
        var from = address(environment, Variable.CAISSE_MAIL_FROM);
        return Variable.CAISSE_SMTP_URL.of(environment).map(url -> {
            var server = SmtpServer.read(url)
                    .orElseThrow(() -> new Unusable(
                            Variable.CAISSE_SMTP_URL,
                            "must be like smtp://user:password@host:587 or smtps://user:password@host:465, with what is"
                                    + " special in user or password percent-encoded."));
            var known = from.orElseThrow(() -> new Unusable(
                    Variable.CAISSE_MAIL_FROM, "is required with CAISSE_SMTP_URL: the address that mail comes from."));
            return new PostOffice.Outgoing(server, known, merchant);
        });
    }

    private static Optional<String> address(Map<String, String> environment, Variable variable) {
        return variable.of(environment).map(text -> {
            if (!EmailAddress.isValid(text)) {
                throw new Unusable(variable, "must be an e-mail address, such as shop@example.com.");
            }
            return text;
        });
    }

    private static boolean allowsPrivateAddresses(Map<String, String> environment, String host) {
        return Variable.CAISSE_ALLOW_PRIVATE_ADDRESSES
                .of(environment)
                .map(_ -> word(environment, Variable.CAISSE_ALLOW_PRIVATE_ADDRESSES, "true", "false")
                        .equals("true"))
                .orElseGet(() -> isLoopback(host));
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException _) {
            throw new Unusable(Variable.CAISSE_HOST, "names a host that this machine does not know: " + host);
        }
    }
}
