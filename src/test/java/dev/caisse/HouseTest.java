package dev.caisse;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.caisse.api.Routes;
import dev.caisse.platform.ids.NodeLease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The floor plan as sentences: which room may look where, which library is known in which room, and how files are
/// named and kept short.
class HouseTest {
    private static final String ROOT = "dev.caisse";

    /// Highest first. A room looks only down.
    private static final List<String> ROOMS = List.of(
            "",
            "cashier",
            "stripe",
            "console",
            "reconcile",
            "checkout",
            "setup",
            "webhooks",
            "disputes",
            "refunds",
            "payments",
            "ledger",
            "methods",
            "discounts",
            "catalog",
            "customers",
            "attempts",
            "connectors.sandbox",
            "connectors",
            "vault",
            "mail",
            "accounts",
            "events",
            "clocks",
            "api",
            "platform.html",
            "platform.mail",
            "platform.metrics",
            "platform.logs",
            "platform.http",
            "platform.ids",
            "platform.jobs",
            "platform.limits",
            "platform.db",
            "platform.json",
            "platform.money",
            "platform.crypto",
            "platform.time");

    /// Each library, by the room that knows it; a map that forgets is of use to two.
    private static final Map<String, List<String>> LIBRARIES = Map.ofEntries(
            Map.entry(
                    "platform.db",
                    List.of(
                            "java.sql..",
                            "javax.sql..",
                            "com.zaxxer..",
                            "org.flywaydb..",
                            "org.postgresql..",
                            "org.apache.commons.compress..",
                            "org.tukaani..")),
            Map.entry("platform.http", List.of("io.helidon..", "org.apache.hc..")),
            Map.entry("platform.json", List.of("tools.jackson..")),
            Map.entry("platform.html", List.of("gg.jte..", "com.google.zxing..")),
            Map.entry("platform.mail", List.of("jakarta.mail..", "org.eclipse.angus..")),
            Map.entry("platform.crypto", List.of("com.google.crypto..")),
            Map.entry("platform.metrics", List.of("io.micrometer..", "io.prometheus..")),
            Map.entry("platform.logs", List.of("ch.qos..")),
            Map.entry("platform.limits", List.of("io.github.bucket4j..")),
            Map.entry("accounts clocks payments webhooks platform.limits", List.of("com.github.benmanes..")),
            Map.entry("cashier", List.of("javax.imageio..", "java.awt..")),
            Map.entry("console", List.of("java.net.http..")),
            Map.entry("customers", List.of("com.google.i18n..")),
            Map.entry("api", List.of("java.lang.reflect..")),
            Map.entry("", List.of("picocli..")));

    private static final Set<String> ENDINGS = Set.of(
            "Service", "Manager", "Helper", "Helpers", "Util", "Utils", "Impl", "Dto", "DTO", "Entity", "Mapper",
            "Factory");

    private static final int LONGEST_FILE = 400;
    private static final int LONGEST_METHOD = 60;

    private static final Pattern WRITES = Pattern.compile(
            "(?i)\\b(?:insert\\s+into|update|delete\\s+from)\\s+([a-z_.]+)(?=\\s+(?:[a-z]\\s+)?(?:set|where|\\(|values))");

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);
    private static final Sources SOURCES = Sources.read();

    @Test
    void everyRoomIsOnTheFloorPlan() {
        assertThat(HOUSE.stream().map(HouseTest::room).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(ROOMS);
    }

    @Test
    void aRoomLooksOnlyDownhill() {
        classes().should(lookOnlyDownhill()).check(HOUSE);
    }

    @Test
    void roomsGoInNoCircle() {
        slices().matching(ROOT + ".(*)").should().beFreeOfCycles().check(HOUSE);
        slices().matching(ROOT + ".platform.(*)").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void connectorsKnowMoneyAndReferencesAndNeverPayments() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".connectors..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(rooms("payments", "checkout", "methods", "attempts", "customers", "api"))
                .check(HOUSE);
    }

    @Test
    void aConnectorNeverKnowsAnother() {
        slices().matching(ROOT + ".connectors.(*)..")
                .should()
                .notDependOnEachOther()
                .check(HOUSE);
    }

    @Test
    void nothingKnowsTheCashierButTheRoot() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, ROOT + ".cashier..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".cashier..")
                .check(HOUSE);
    }

    @Test
    void nothingKnowsTheRoot() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .check(HOUSE);
    }

    @Test
    void theConsoleKnowsAUrlAndAKeyAndNothingElseOfTheServer() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".console")
                .should()
                .dependOnClassesThat(ours().and(not(in("console")))
                        .and(not(inOneOf("platform.json", "platform.ids", "platform.crypto", "platform.time"))))
                .check(HOUSE);
    }

    @Test
    void eachLibraryIsKnownInItsRoomAlone() {
        LIBRARIES.forEach((room, packages) -> noClasses()
                .that(not(inOneOf(room.split(" "))).and(areNoTemplates()))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages.toArray(String[]::new))
                .as("only " + (room.isEmpty() ? "the root" : room) + " knows " + packages)
                .check(HOUSE));
    }

    @Test
    void noLibraryIsUsedThatIsNotOnThePlan() {
        var known = Stream.concat(
                        LIBRARIES.values().stream().flatMap(List::stream),
                        Stream.of("java..", "javax..", "org.slf4j..", ROOT + ".."))
                .toArray(String[]::new);
        classes().should().onlyDependOnClassesThat().resideInAnyPackage(known).check(HOUSE);
    }

    @Test
    void onlySettingsReadTheEnvironment() {
        noClasses()
                .that()
                .doNotHaveSimpleName("Settings")
                .should()
                .callMethodWhere(calls(System.class, "getenv"))
                .check(HOUSE);
    }

    @Test
    void onlyTheClockReadsAClock() {
        noClasses()
                .that(not(in("platform.time")))
                .should()
                .callMethodWhere(
                        calls(System.class, "currentTimeMillis", "nanoTime").or(callsJavaTime()))
                .orShould()
                .callConstructor(java.util.Date.class)
                .check(HOUSE);
    }

    /// But for two places: a node's name among the holders of leases must differ even between twins, and the password
    /// of an embedded database is nobody's to choose.
    @Test
    void randomnessIsHandedIn() {
        noClasses()
                .that(not(in("")))
                .and()
                .doNotBelongToAnyOf(NodeLease.class)
                .and()
                .doNotHaveSimpleName("DataFolder")
                .should()
                .callConstructor(Random.class)
                .orShould()
                .callConstructor(java.security.SecureRandom.class)
                .orShould()
                .callMethodWhere(calls(UUID.class, "randomUUID"))
                .orShould()
                .callMethodWhere(calls(Math.class, "random"))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocalRandom.class)
                .check(HOUSE);
    }

    @Test
    void onlyCommandsPrint() {
        noClasses()
                .that(not(in("")))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(HOUSE);
    }

    @Test
    void aNameSaysWhatItIs() {
        classes()
                .should(new ArchCondition<>("have a name that is a word of the dictionary") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        var name = type.getSimpleName();
                        boolean hides =
                                ENDINGS.stream().anyMatch(name::endsWith) || name.matches("(Base|Abstract)[A-Z].*");
                        events.add(new SimpleConditionEvent(
                                type, !hides, type.getName() + " hides that a word was not found"));
                    }
                })
                .check(HOUSE);
    }

    @Test
    void theDictionaryHasNoWordThatNobodyUses() throws IOException {
        var types = SOURCES.types().stream().map(Sources.Type::name).collect(Collectors.toSet());
        var words = Pattern.compile("(?m)^\\| `([A-Za-z.]+)` \\|")
                .matcher(Files.readString(Path.of("docs/words.md")))
                .results()
                .map(word -> word.group(1))
                .toList();
        assertThat(words).hasSizeGreaterThan(50).doesNotHaveDuplicates();
        assertThat(types).containsAll(words);
    }

    @Test
    void whatIsNamedApiListsItsRoutes() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Api")
                .and(not(in("api")))
                .should(new ArchCondition<>("have routes(Routes)") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        boolean has = type.tryGetMethod("routes", Routes.class).isPresent();
                        events.add(new SimpleConditionEvent(type, has, type.getName() + " lists no routes"));
                    }
                })
                .check(HOUSE);
    }

    @Test
    void everyTypeSaysWhatItIs() {
        assertThat(SOURCES.types().stream()
                        .filter(type -> type.isTopLevel() || type.isPublic())
                        .filter(type -> type.doc().isEmpty())
                        .map(Sources.Type::name))
                .as("types without a comment")
                .isEmpty();
    }

    @Test
    void aFileHoldsOneIdea() {
        assertThat(SOURCES.files().stream().filter(file -> file.lines() > LONGEST_FILE))
                .as("files of more than %d lines", LONGEST_FILE)
                .isEmpty();
    }

    /// But for the one that builds every object once, in reading order: it is the program's table of contents.
    @Test
    void aMethodFitsOnAScreen() {
        assertThat(SOURCES.methods().stream()
                        .filter(method -> !method.name().equals("App.<init>"))
                        .filter(method -> method.lines() > LONGEST_METHOD))
                .as("methods of more than %d lines", LONGEST_METHOD)
                .isEmpty();
    }

    @Test
    void aTableIsWrittenByOneClass() {
        var writers = new HashMap<String, Set<String>>();
        for (var text : SOURCES.texts()) {
            for (var table : tablesWritten(text)) {
                writers.computeIfAbsent(table, _ -> new TreeSet<>())
                        .add(text.where().substring(0, text.where().indexOf('.')));
            }
        }
        assertThat(writers).hasSizeGreaterThan(15);
        assertThat(writers.entrySet().stream().filter(table -> table.getValue().size() > 1))
                .as("tables that more than one class writes")
                .isEmpty();
    }

    /// What says whether the program is right must not be made of the program: the simulation has a model of its own,
    /// speaks HTTP and SQL, and knows of the classes only how a node is started.
    @Test
    void theSimulationKnowsNothingOfWhatItChecks() {
        var simulation = new ClassFileImporter().importPackages(ROOT + ".simulation");
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".simulation")
                .should()
                .dependOnClassesThat(
                        ours().and(not(in("simulation"))).and(not(in(""))).and(not(in("platform.db"))))
                .check(simulation);
    }

    /// By statements, or by a `TABLE` that describes one to be inserted into.
    private static List<String> tablesWritten(Sources.Text text) {
        if (text.where().endsWith(".TABLE") && !text.value().contains(" ")) {
            return List.of(text.value());
        }
        return WRITES.matcher(text.value())
                .results()
                .map(statement -> statement.group(1))
                .toList();
    }

    private static ArchCondition<JavaClass> lookOnlyDownhill() {
        return new ArchCondition<>("look only downhill") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getDirectDependenciesFromSelf().stream()
                        .filter(look -> look.getTargetClass().getPackageName().startsWith(ROOT))
                        .filter(look -> height(type) > height(look.getTargetClass()))
                        .forEach(look -> events.add(SimpleConditionEvent.violated(type, look.getDescription())));
            }
        };
    }

    private static int height(JavaClass type) {
        return ROOMS.indexOf(room(type));
    }

    /// The compiled templates belong to the cashier, whose pages they are.
    private static String room(JavaClass type) {
        var name = type.getPackageName().substring(ROOT.length());
        return name.startsWith(".cashier") ? "cashier" : name.isEmpty() ? "" : name.substring(1);
    }

    private static String[] rooms(String... names) {
        return Stream.of(names).map(name -> ROOT + "." + name + "..").toArray(String[]::new);
    }

    private static DescribedPredicate<JavaClass> in(String room) {
        return DescribedPredicate.describe(
                "in " + room, type -> isOurs(type) && room(type).equals(room));
    }

    private static DescribedPredicate<JavaClass> inOneOf(String... rooms) {
        return DescribedPredicate.describe(
                "in " + List.of(rooms), type -> isOurs(type) && List.of(rooms).contains(room(type)));
    }

    private static DescribedPredicate<JavaClass> ours() {
        return DescribedPredicate.describe("ours", HouseTest::isOurs);
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith(ROOT);
    }

    private static DescribedPredicate<JavaClass> areNoTemplates() {
        return DescribedPredicate.describe(
                "no templates", type -> !type.getPackageName().startsWith(ROOT + ".cashier.templates"));
    }

    private static <T> DescribedPredicate<T> not(DescribedPredicate<T> predicate) {
        return DescribedPredicate.not(predicate);
    }

    private static DescribedPredicate<JavaAccess<?>> calls(Class<?> owner, String... methods) {
        return DescribedPredicate.describe(
                owner.getSimpleName() + " " + List.of(methods),
                call -> call.getTargetOwner().isEquivalentTo(owner)
                        && List.of(methods).contains(call.getName()));
    }

    private static DescribedPredicate<JavaAccess<?>> callsJavaTime() {
        return DescribedPredicate.describe(
                "now of java.time",
                call -> call.getTargetOwner().getPackageName().equals("java.time")
                        && (call.getName().equals("now") || call.getName().startsWith("system")));
    }
}
