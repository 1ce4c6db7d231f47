package io.millrace.benchmarks.startup;

import io.millrace.benchmarks.tool.ToolException;
import io.millrace.time.Clock;
import io.millrace.time.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One child JVM.
 *
 * @param seconds from before the process was started until it had done its task
 * @param megabytes its resident memory a second later
 */
record FreshRun(double seconds, double megabytes) {

    private static final long SETTLE_SECONDS = 1;
    private static final String RESIDENT = "VmRSS:";
    private static final double KILOBYTES_PER_MEGABYTE = 1024;

    static FreshRun of(FreshJvm.Task task, List<String> jvmArgs, String classPath)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmArgs);
        command.addAll(List.of("-cp", classPath, FreshJvm.class.getName(), task.name()));
        Clock clock = SystemClock.INSTANCE;
        long start = clock.nanos();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            if (process.getInputStream().read() < 0) {
                throw new ToolException("the JVM that was to do '" + task + "' ended before it had");
            }
            double seconds = (clock.nanos() - start) / 1e9;
            if (process.waitFor(SETTLE_SECONDS, TimeUnit.SECONDS)) {
                throw new ToolException("the JVM that has done '" + task + "' did not wait to be looked at");
            }
            return new FreshRun(seconds, residentMegabytes(process.pid()));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static double residentMegabytes(long pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith(RESIDENT))
                            .map(line -> line.substring(RESIDENT.length())
                                    .replace("kB", "")
                                    .strip())
                            .mapToDouble(Double::parseDouble)
                            .findFirst()
                            .orElseThrow(
                                    () -> new ToolException("/proc/" + pid + "/status says nothing of " + RESIDENT))
                    / KILOBYTES_PER_MEGABYTE;
        }
    }
}
