package io.millrace.examples.fraud;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Finds what is wrong with options before anything is read or overwritten. */
final class OptionsCheck {

    private final FraudOptions options;
    private final Map<String, Path> outputs = new LinkedHashMap<>();

    private OptionsCheck(FraudOptions options) {
        this.options = options;
        addOutput("--alerts", options.alerts());
        addOutput("--late", options.late());
        addOutput("--rejects", options.rejects());
    }

    /** The first fault in words, or null. */
    static String fault(FraudOptions options) {
        OptionsCheck check = new OptionsCheck(options);
        String fault = check.numberFault();
        if (fault == null) {
            fault = check.inputFault();
        }
        if (fault == null) {
            fault = check.outputFault();
        }
        return fault == null ? check.snapshotsFault() : fault;
    }

    private void addOutput(String option, Path file) {
        if (file != null) {
            outputs.put(option, file);
        }
    }

    private String numberFault() {
        if (options.parallelism() < 1 || options.parallelism() > FraudOptions.MAX_PARALLELISM) {
            return "--parallelism must be from 1 to " + FraudOptions.MAX_PARALLELISM + ", but is "
                    + options.parallelism();
        }
        if (options.outOfOrderness().isNegative()) {
            return "--out-of-orderness must not be negative, but is " + options.outOfOrderness();
        }
        return null;
    }

    private String snapshotsFault() {
        if (options.snapshots() == null) {
            return null;
        }
        Duration interval = options.snapshots().interval();
        if (interval.isNegative() || interval.isZero()) {
            return "--snapshot-interval must be more than nothing, but is " + interval;
        }
        Path directory = options.snapshots().directory();
        String text = "--snapshots " + directory;
        if (Files.exists(directory)) {
            String fault = Files.isDirectory(directory) ? deniedFault(directory) : " is not a directory";
            return fault == null ? null : text + fault;
        }
        Path parent = directory.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            return text + ": there is no directory " + parent;
        }
        String fault = deniedFault(parent);
        return fault == null ? null : text + fault;
    }

    private static String deniedFault(Path directory) {
        return Files.isWritable(directory) && Files.isReadable(directory) ? null : ": permission denied";
    }

    private String inputFault() {
        Path input = options.input();
        if (input == null) {
            String option =
                    outputs.isEmpty() ? null : outputs.keySet().iterator().next();
            option = option == null && options.snapshots() != null ? "--snapshots" : option;
            return option == null ? null : option + " needs --input";
        }
        if (!Files.exists(input)) {
            return "--input " + input + ": there is no such file";
        }
        if (!Files.isRegularFile(input)) {
            return "--input " + input + " is not a file";
        }
        if (!Files.isReadable(input)) {
            return "--input " + input + ": permission denied";
        }
        return TransactionFormat.isKnown(input) ? null : "--input " + input + " ends neither in .csv nor in .jsonl";
    }

    private String outputFault() {
        Map<String, Path> others = new LinkedHashMap<>();
        others.put("--input", options.input());
        for (Map.Entry<String, Path> output : outputs.entrySet()) {
            String text = output.getKey() + " " + output.getValue();
            Path directory = output.getValue().toAbsolutePath().getParent();
            if (Files.isDirectory(output.getValue())) {
                return text + " is a directory";
            }
            if (directory != null && !Files.isDirectory(directory)) {
                return text + ": there is no directory " + directory;
            }
            for (Map.Entry<String, Path> other : others.entrySet()) {
                if (isSameFile(output.getValue(), other.getValue())) {
                    return text + " is the same file as " + other.getKey();
                }
            }
            others.put(output.getKey(), output.getValue());
        }
        return null;
    }

    /** Several outputs may go to one pipe or device, but not to one file. */
    private static boolean isSameFile(Path file, Path other) {
        if (other == null) {
            return false;
        }
        try {
            if (Files.exists(file) && Files.exists(other)) {
                return Files.isRegularFile(file) && Files.isSameFile(file, other);
            }
        } catch (IOException e) {
            return false;
        }
        return file.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    }
}
