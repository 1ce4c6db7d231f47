package io.millrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules, and who is exempt from them: a type that has to be is added here, with its reason. */
class ArchitectureTest {
    /** Where the outside world's time comes in; the peers of the comparison, and services that are asked, have no clock of ours. */
    private static final Set<String> MAY_READ_CLOCKS = Set.of(
            "io.millrace.time.SystemClock",
            "io.millrace.benchmarks.micro.SlowService",
            "io.millrace.benchmarks.rival.Delays",
            "io.millrace.benchmarks.workload.Stopwatch");

    /** Lines for a terminal, or for a stream of the user's, which ends its own as the machine does. */
    private static final Set<String> MAY_ASK_THE_MACHINE = Set.of("io.millrace.sink.PrintSink");

    /** What these draw is made from a seed that their callers give. */
    private static final Set<String> MAY_DRAW_FROM_SEEDS = Set.of(
            "io.millrace.testing.",
            "io.millrace.state.testing.",
            "io.millrace.examples.",
            "io.millrace.systems.",
            "io.millrace.benchmarks.");

    private static final Pattern CLOCK = Pattern.compile("\\bSystem\\s*(?:\\.|::)\\s*(?:nanoTime|currentTimeMillis)\\b"
            + "|\\b(?:Instant|Local\\w*|Zoned\\w*|Offset\\w*)\\s*(?:\\.|::)\\s*now\\b"
            + "|\\bClock\\.(?:systemUTC|systemDefaultZone)\\b");
    private static final Pattern SLEEP = Pattern.compile("\\bThread\\s*(?:\\.|::)\\s*sleep\\b|\\.sleep\\(");
    private static final Pattern UNSEEDED = Pattern.compile("\\bnew\\s+(?:Random|SplittableRandom)\\(\\s*\\)"
            + "|\\bThreadLocalRandom\\b|\\bSecureRandom\\b|\\bMath\\s*(?:\\.|::)\\s*random\\b|\\brandomUUID\\b");
    private static final Pattern SEEDED =
            Pattern.compile("\\b(?:new\\s+(?:Random|SplittableRandom)|Generator\\.of)\\(");
    private static final Pattern LOADS_CODE = Pattern.compile(
            "\\b(?:ObjectInputStream|ObjectOutputStream|Unsafe|defineClass|loadClass)\\b|\\bClass\\s*(?:\\.|::)\\s*forName\\b");

    /** They write nothing, and read nothing back. */
    private static final Set<String> ASKS_WHAT_IS_WRITTEN =
            Set.of("io.millrace.function.LambdaTypes", "io.millrace.graph.Portability");

    /** These need sun.misc.Unsafe, or flags to open the JDK: they warn or fail on newer JDKs. */
    private static final Pattern NEEDS_JVM_FLAGS = Pattern.compile(
            "\\borg\\.jctools\\.(?!queues\\.varhandle\\.|queues\\.MessagePassing)\\S+"
                    + "|\\borg\\.agrona\\.(?:UnsafeApi|BufferUtil|\\w*Buffer\\b|concurrent\\.(?:\\w*Queue|\\w*Buffer|status)\\b)\\S*");

    /** The largest cycle of types that a package may have. */
    private static final int MOST_IN_A_CYCLE = 4;

    /** Those that have larger ones, as fluent types have, whose verbs lead to each other. These numbers may only shrink. */
    private static final Map<String, Integer> HAVE_LARGER_CYCLES = Map.of("io.millrace", 15, "io.millrace.table", 8);

    private static final Pattern EXPORTS = Pattern.compile("\\bexports\\s+([\\w.]+)\\s*;");

    private static final int MAX_LINES = 400;

    /** A test has all cases of what it is about beside each other. */
    private static final int MAX_LINES_OF_TESTS = 600;

    private static final Path MODULE = Path.of("").toAbsolutePath();
    private static final boolean IS_ENGINE =
            MODULE.getFileName().toString().startsWith("engine-") && !MODULE.endsWith("engine-examples");
    private static final boolean IS_LIBRARY = IS_ENGINE || MODULE.getParent().endsWith("extensions");
    private static final List<SourceFile> MAIN = SourceFile.below(MODULE.resolve("src/main/java"));
    private static final List<SourceFile> TEST = SourceFile.below(MODULE.resolve("src/test/java"));
    private static final List<SourceFile> ALL =
            Stream.concat(MAIN.stream(), TEST.stream()).toList();

    @Test
    void shouldHaveNoPackageCycles() {
        assertThat(MAIN).as("sources of " + MODULE).isNotEmpty();
        assertThat(ArchitectureRules.packageCycles(MAIN)).isEmpty();
    }

    @Test
    void shouldHaveNoLargeCyclesOfTypes() {
        Map<String, List<String>> larger = new TreeMap<>();
        types().byPackage().forEach((name, types) -> {
            int most = HAVE_LARGER_CYCLES.getOrDefault(name, MOST_IN_A_CYCLE);
            if (types.largestCycle().size() > most) {
                larger.put(name, types.largestCycle());
            } else if (HAVE_LARGER_CYCLES.containsKey(name)) {
                assertThat(types.largestCycle())
                        .as("the largest cycle in %s, which has shrunk: so must its number here", name)
                        .hasSize(most);
            }
        });
        assertThat(larger)
                .as("types that can only be understood together, by package: have one of them know less")
                .isEmpty();
    }

    /** A copy is another type than the class that it is made of, which lambdas of its object would be made for. */
    @Test
    void shouldHaveNoLambdasOfTheirObjectsInClassesThatAreCopied() throws ReflectiveOperationException {
        List<String> lambdas = new ArrayList<>();
        for (String copied : ArchitectureRules.copiedClasses(MAIN)) {
            for (Method method : Class.forName(copied).getDeclaredMethods()) {
                if (method.isSynthetic()
                        && method.getName().startsWith("lambda$")
                        && !Modifier.isStatic(method.getModifiers())) {
                    lambdas.add(copied + "." + method.getName());
                }
            }
        }
        assertThat(lambdas)
                .as("lambdas that use this: have another class make them")
                .isEmpty();
    }

    @Test
    void shouldBeDrawnAsItIs() throws IOException {
        Path picture = MODULE.resolveSibling("docs/types/" + MODULE.getFileName() + ".md");
        if (IS_ENGINE && TypePicture.isWanted()) {
            TypePicture.draw(picture, types());
        } else if (IS_ENGINE) {
            assertThat(Files.readString(picture))
                    .as("%s is out of date: %s", picture, TypePicture.HOW_TO_DRAW)
                    .contains(TypePicture.packages(types()));
        }
    }

    private static TypeGraph types() {
        return TypeGraph.of(ClassReferences.below(MODULE.resolve("target/classes")));
    }

    @Test
    void shouldNotUseInternalsOfOtherModules() {
        Set<String> own = MAIN.stream().map(SourceFile::packageName).collect(Collectors.toSet());
        assertThat(ArchitectureRules.foreignInternals(ALL, own)).isEmpty();
    }

    @Test
    void shouldExportAllButInternals() throws IOException {
        Path descriptor = MODULE.resolve("src/main/java/module-info.java");
        boolean isAutomatic = Files.readString(MODULE.resolve("pom.xml")).contains("<Automatic-Module-Name>");
        assertThat(Files.exists(descriptor)).isEqualTo(IS_LIBRARY && !isAutomatic);
        if (Files.exists(descriptor)) {
            assertThat(EXPORTS.matcher(Files.readString(descriptor)).results().map(match -> match.group(1)))
                    .containsExactlyElementsOf(MAIN.stream()
                            .map(SourceFile::packageName)
                            .filter(name -> !ArchitectureRules.isInternal(name))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @Test
    void shouldReadTimeFromAnInjectedClock() {
        assertThat(ArchitectureRules.banned(MAIN, CLOCK, in(MAY_READ_CLOCKS)))
                .as("take a Clock instead")
                .isEmpty();
    }

    @Test
    void shouldNeverSleep() {
        assertThat(ArchitectureRules.banned(ALL, SLEEP, in(Set.of())))
                .as("wait for what is expected instead")
                .isEmpty();
    }

    @Test
    void shouldDrawRandomnessFromSeedsOnly() {
        assertThat(ArchitectureRules.banned(ALL, UNSEEDED, in(Set.of())))
                .as("what was drawn must be drawn again from its seed")
                .isEmpty();
        assertThat(ArchitectureRules.banned(MAIN, SEEDED, in(MAY_DRAW_FROM_SEEDS)))
                .as("only test kit, examples, systems and benchmarks draw at all")
                .isEmpty();
    }

    @Test
    void shouldNotDependOnLocaleCharsetZoneOrLineSeparatorOfTheMachine() {
        List<ClassReferences> classes = ClassReferences.below(MODULE.resolve("target/classes"));
        assertThat(classes).as("classes of " + MODULE).isNotEmpty();
        assertThat(MachineDefaultsRule.violations(classes, MAY_ASK_THE_MACHINE::contains))
                .as("what one process writes another one reads: name the locale, charset, zone or separator")
                .isEmpty();
    }

    @Test
    void shouldConvertTimesInOnePlace() {
        List<ClassReferences> classes = IS_ENGINE ? ClassReferences.below(MODULE.resolve("target/classes")) : List.of();
        assertThat(TimeConversionRule.violations(classes))
                .as("a duration of 300 years is none of the errors of the JDK: use Times")
                .isEmpty();
    }

    @Test
    void shouldNotLoadCodeOrObjectsByName() {
        assertThat(ArchitectureRules.banned(IS_ENGINE ? MAIN : List.of(), LOADS_CODE, in(ASKS_WHAT_IS_WRITTEN)))
                .as("only types that the pipeline declares may come to life")
                .isEmpty();
    }

    @Test
    void shouldRunWithoutJvmFlags() {
        assertThat(ArchitectureRules.banned(MAIN, NEEDS_JVM_FLAGS, in(Set.of())))
                .as("use org.jctools.queues.varhandle and plain arrays")
                .isEmpty();
    }

    @Test
    void shouldDocumentTheApi() {
        assertThat(ArchitectureRules.withoutPackageInfo(MAIN)).isEmpty();
        List<SourceFile> api = MAIN.stream()
                .filter(file -> IS_ENGINE && !ArchitectureRules.isInternal(file.packageName()))
                .toList();
        assertThat(DocumentationRule.undocumented(api)).isEmpty();
    }

    @Test
    void shouldRunTestsOfAnotherMachineWhereThereAreSome() throws IOException {
        assertThat(Files.readString(MODULE.resolve("pom.xml")).contains("<other-machine.phase>test<"))
                .as("whether the build of %s runs its tests with @Tag(\"machine\") once more", MODULE)
                .isEqualTo(TEST.stream().anyMatch(file -> file.text().contains("\n@Tag(\"machine\")")));
    }

    @Test
    void shouldKeepFilesShort() {
        assertThat(longerThan(MAX_LINES, MAIN))
                .as("files of more than " + MAX_LINES + " lines: find the idea in them that is a type of its own")
                .isEmpty();
        assertThat(longerThan(MAX_LINES_OF_TESTS, TEST))
                .as("tests of more than " + MAX_LINES_OF_TESTS + " lines")
                .isEmpty();
    }

    private static List<String> longerThan(int lines, List<SourceFile> files) {
        return files.stream()
                .filter(file -> file.text().lines().count() > lines)
                .map(SourceFile::typeName)
                .toList();
    }

    /** A name that ends in a dot stands for a package and those below it. */
    private static Predicate<SourceFile> in(Set<String> names) {
        return file -> names.stream()
                .anyMatch(name -> name.endsWith(".")
                        ? file.typeName().startsWith(name)
                        : file.typeName().equals(name));
    }
}
