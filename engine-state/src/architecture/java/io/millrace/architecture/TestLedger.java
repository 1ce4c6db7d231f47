package io.millrace.architecture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Notes which tests have run and how, in a file for each class: {@code target/tests/} and the name of the class. A line
 * is {@code ok} or {@code failed}, and the display names of the test, down from its class.
 */
public final class TestLedger implements TestWatcher, AfterAllCallback {

    private static final Path DIRECTORY = Path.of("target", "tests");

    private final Map<Class<?>, Queue<String>> lines = new ConcurrentHashMap<>();

    @Override
    public void testSuccessful(ExtensionContext test) {
        note("ok", test);
    }

    @Override
    public void testFailed(ExtensionContext test, Throwable cause) {
        note("failed", test);
    }

    private void note(String outcome, ExtensionContext test) {
        lines.computeIfAbsent(outermost(test), any -> new ConcurrentLinkedQueue<>())
                .add((outcome + nameOf(Optional.of(test))).replaceAll("\\R", " "));
    }

    private static String nameOf(Optional<ExtensionContext> context) {
        return context.filter(test -> test.getTestClass().isPresent())
                .map(test -> nameOf(test.getParent()) + " / " + test.getDisplayName())
                .orElse("");
    }

    private static Class<?> outermost(ExtensionContext test) {
        Class<?> outermost = test.getRequiredTestClass();
        while (outermost.getEnclosingClass() != null) {
            outermost = outermost.getEnclosingClass();
        }
        return outermost;
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        Class<?> tests = context.getRequiredTestClass();
        if (tests.getEnclosingClass() == null) {
            Files.createDirectories(DIRECTORY);
            Queue<String> told = lines.remove(tests);
            String text = told == null ? "" : String.join("\n", told) + "\n";
            // Names of tests may be of texts that are no Unicode, which only this replaces.
            Files.write(DIRECTORY.resolve(tests.getSimpleName()), text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
