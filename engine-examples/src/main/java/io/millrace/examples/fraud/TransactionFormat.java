package io.millrace.examples.fraud;

import io.millrace.source.Line;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** How the lines of a file hold transactions, one a line. Immutable, so that any number of tasks may read by it. */
interface TransactionFormat extends Serializable {

    /**
     * Whether a line holds a transaction at all: blank ones and headers do not.
     *
     * @param line a line of the file
     * @return whether to parse it
     */
    boolean holdsTransaction(Line line);

    /**
     * Reads a line.
     *
     * @param line one that holds a transaction
     * @return the transaction
     * @throws UnreadableLineException if it is none
     */
    Transaction parse(Line line) throws UnreadableLineException;

    /**
     * Whether the name of a file says what its format is.
     *
     * @param file the file
     * @return whether {@link #of} knows it
     */
    static boolean isKnown(Path file) {
        return extension(file).isPresent();
    }

    /**
     * The format of a file, by the extension of its name, and for CSV by its header.
     *
     * @param file an existing file
     * @return the format
     * @throws UnreadableLineException if there is no proper header
     * @throws IOException if the file cannot be read
     */
    static TransactionFormat of(Path file) throws UnreadableLineException, IOException {
        String extension = extension(file).orElseThrow(() -> new IllegalArgumentException("no known format: " + file));
        return extension.equals(".csv") ? CsvFormat.of(file) : new JsonFormat();
    }

    private static Optional<String> extension(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return Optional.of(".csv")
                .filter(name::endsWith)
                .or(() -> Optional.of(".jsonl").filter(name::endsWith));
    }
}
