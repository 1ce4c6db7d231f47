package io.millrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureRulesTest {
    @Test
    void shouldNameTheCycleWhenPackagesUseEachOther() {
        SourceFile top = source("io.millrace", "Top", "import io.millrace.graph.Node;");
        SourceFile graph = source("io.millrace.graph", "Node", "import static io.millrace.time.Clock.NOW;");
        SourceFile time = source("io.millrace.time", "Clock", "io.millrace.graph.Node node;");

        assertThat(ArchitectureRules.packageCycles(List.of(top, graph))).isEmpty();
        assertThat(ArchitectureRules.packageCycles(List.of(top, graph, time)))
                .containsExactly("package cycle: io.millrace.graph -> io.millrace.time -> io.millrace.graph");
    }

    @Test
    void shouldFindTheLargestCycleOfTypesInEachPackage() {
        TypeGraph types = TypeGraph.of(List.of(
                references("a.One", "a.Two"),
                references("a.Two$Nested", "a.Three", "b.Four"),
                references("a.Three", "a.One", "a.Three"),
                references("b.Four", "a.One", "c.Elsewhere")));

        assertThat(types.byPackage().get("io.millrace.a").largestCycle())
                .containsExactly("io.millrace.a.One", "io.millrace.a.Three", "io.millrace.a.Two");
        assertThat(types.byPackage().get("io.millrace.b").largestCycle()).isEmpty();
        assertThat(types.packages().mermaid("io.millrace")).isEqualTo("""
                ```mermaid
                flowchart LR
                    io_millrace_a["a"]
                    io_millrace_b["b"]
                    io_millrace_a --> io_millrace_b
                    io_millrace_b --> io_millrace_a
                ```
                """);
    }

    private static ClassReferences references(String type, String... used) {
        return new ClassReferences(
                "io.millrace." + type,
                List.of(),
                Stream.of(used).map("io.millrace."::concat).collect(Collectors.toSet()));
    }

    @Test
    void shouldSeeTheTypesThatAClassNamesInSignaturesToo() throws IOException {
        assertThat(referencesOf(Naming.class).types())
                .containsExactly(
                        "io.millrace.architecture.ArchitectureRulesTest",
                        "io.millrace.architecture.SourceFile",
                        "io.millrace.architecture.TypeGraph");
    }

    /** Never run: only looked at. */
    @SuppressWarnings("unused")
    private interface Naming {
        List<TypeGraph> graphs(SourceFile file);
    }

    @Test
    void shouldRefuseInternalsWhenTheyBelongToAnotherModule() {
        SourceFile file = source("io.millrace.window", "Windows", "import io.millrace.runtime.plan.Planner;");

        assertThat(ArchitectureRules.foreignInternals(List.of(file), Set.of("io.millrace.runtime.plan")))
                .isEmpty();
        assertThat(ArchitectureRules.foreignInternals(List.of(file), Set.of("io.millrace.window")))
                .containsExactly(
                        "io.millrace.window.Windows uses io.millrace.runtime.plan, which is internal to another module");
    }

    @Test
    void shouldIgnoreCommentsAndLiteralsWhenLookingForBannedCalls() {
        SourceFile file = source("io.millrace", "Timer", """
                /* Thread.sleep
                 */ String a = "Thread.sleep \\" Thread.sleep"; // Thread.sleep
                char quote = '"'; void f() { Thread.sleep(1); }
                """);

        assertThat(ArchitectureRules.banned(List.of(file), Pattern.compile("Thread\\.sleep"), any -> false))
                .containsExactly("io.millrace.Timer:4: Thread.sleep");
    }

    @Test
    void shouldNameEveryMemberOfTheApiThatHasNoJavadoc() {
        SourceFile file = source("io.millrace", "Api", """
                /** Documented. */
                public interface Api {
                    void bare();
                    /** Documented. */
                    void documented();
                    private void own() {}
                    record Bare(int component) implements Runnable {
                        public Bare {}
                        @Override public void run() {}
                        public static final int CONSTANT = 1;
                    }
                }
                class Hidden { public void free() {} }
                """);

        assertThat(DocumentationRule.undocumented(List.of(file)))
                .containsExactly(
                        "io/millrace/Api.java:4: bare has no Javadoc",
                        "io/millrace/Api.java:8: Bare has no Javadoc",
                        "io/millrace/Api.java:11: CONSTANT has no Javadoc");
    }

    @Test
    void shouldAskForThePackageCommentWhenThereIsNone() {
        SourceFile type = source("io.millrace", "Api", "");

        assertThat(ArchitectureRules.withoutPackageInfo(List.of(type)))
                .containsExactly("io.millrace has no package-info.java");
        assertThat(ArchitectureRules.withoutPackageInfo(List.of(type, source("io.millrace", "package-info", ""))))
                .isEmpty();
    }

    @Test
    void shouldRefuseWhatAsksTheMachineHoweverItIsSpelt() throws IOException {
        assertThat(MachineDefaultsRule.violations(List.of(referencesOf(Careless.class)), type -> false))
                .allMatch(violation -> violation.startsWith(Careless.class.getName() + " calls "))
                .extracting(violation -> violation.replaceAll(".* calls (?:\\w+/)*([^(]+)\\(.*", "$1"))
                .containsExactlyInAnyOrder(
                        "String.format",
                        "String.formatted",
                        "String.toLowerCase",
                        "String.getBytes",
                        "String.<init>",
                        "PrintStream.printf",
                        "PrintWriter.<init>",
                        "DecimalFormat.<init>",
                        "ZoneId.systemDefault",
                        "System.lineSeparator");
        assertThat(MachineDefaultsRule.violations(List.of(referencesOf(Careful.class)), type -> false))
                .isEmpty();
    }

    private static ClassReferences referencesOf(Class<?> type) throws IOException {
        String file = type.getName().substring(type.getPackageName().length() + 1) + ".class";
        try (InputStream in = type.getResourceAsStream(file)) {
            return ClassReferences.of(in.readAllBytes());
        }
    }

    /** Never run: only looked at. */
    @SuppressWarnings({"unused", "DefaultCharset", "StringCaseLocaleUsage"})
    private static final class Careless {
        private static final UnaryOperator<String> LOWER = String::toLowerCase;

        private Careless() {}

        static List<Object> all(int number, byte[] bytes, PrintStream out) {
            out.printf("%d", number);
            return List.of(
                    String.format("%d", number),
                    "%d".formatted(number),
                    "a".getBytes(),
                    new String(bytes),
                    new PrintWriter(out, true),
                    new DecimalFormat("#"),
                    ZoneId.systemDefault(),
                    System.lineSeparator());
        }
    }

    @SuppressWarnings("unused")
    private static final class Careful {
        private Careful() {}

        static List<Object> all(int number, byte[] bytes, PrintStream out) {
            out.printf(Locale.ROOT, "%d", number);
            return List.of(
                    String.format(Locale.ROOT, "%d", number),
                    "A".toLowerCase(Locale.ROOT),
                    "a".getBytes(StandardCharsets.UTF_8),
                    new String(bytes, StandardCharsets.UTF_8),
                    new PrintWriter(out, true, StandardCharsets.UTF_8),
                    new DecimalFormat("#", DecimalFormatSymbols.getInstance(Locale.ROOT)),
                    ZoneId.of("UTC"));
        }
    }

    private static SourceFile source(String packageName, String name, String body) {
        return SourceFile.of(name + ".java", "package " + packageName + ";\n" + body);
    }
}
