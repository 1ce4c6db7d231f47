package io.millrace.benchmarks.tool;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What figures depend on, for the head of each report. */
public final class Machine {

    private static final Path CPU = Path.of("/proc/cpuinfo");

    private Machine() {}

    /**
     * Prints processors, Java and the flags of child JVMs.
     *
     * @param jvmArgs the flags
     * @param out where to
     * @throws IOException if the machine does not tell
     */
    public static void describe(List<String> jvmArgs, PrintStream out) throws IOException {
        out.println("Machine: " + Runtime.getRuntime().availableProcessors() + " processors, " + cpu() + ", "
                + property("os.name") + " " + property("os.version"));
        out.println("Java: " + property("java.vm.name") + " " + Runtime.version());
        out.println("JVM arguments: " + String.join(" ", jvmArgs));
    }

    /**
     * Measures and prints what a second worker can gain at most.
     *
     * @param out where to
     * @throws InterruptedException if this thread is interrupted
     */
    public static void describeScaling(PrintStream out) throws InterruptedException {
        out.printf(
                Locale.ROOT,
                "Scaling of the machine: two independent spinning loops do %.2f times the work of one%n",
                Scaling.measure());
    }

    private static String cpu() throws IOException {
        if (!Files.isReadable(CPU)) {
            return property("os.arch");
        }
        try (Stream<String> lines = Files.lines(CPU)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElseGet(() -> property("os.arch"));
        }
    }

    private static String property(String name) {
        return System.getProperty(name);
    }
}
