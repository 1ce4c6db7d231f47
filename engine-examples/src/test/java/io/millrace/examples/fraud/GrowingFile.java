package io.millrace.examples.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A file that only ever grows: what was once seen in it stays. */
final class GrowingFile {

    private final Path path;
    private byte[] seen = {};

    GrowingFile(Path path) {
        this.path = path;
    }

    /** Looks at it again. */
    void read() throws IOException {
        byte[] now = Files.exists(path) ? Files.readAllBytes(path) : new byte[0];
        int same = Arrays.mismatch(seen, now);
        if (same >= 0 && same < seen.length) {
            throw new AssertionError(path + " had " + seen.length + " bytes, now has " + now.length + ", and byte "
                    + same + " is another: what was seen has changed");
        }
        seen = now;
    }

    /** How much has been seen of it. */
    long length() {
        return seen.length;
    }

    /** The lines as seen last, each complete. */
    List<String> lines() {
        String text = new String(seen, StandardCharsets.UTF_8);
        assertThat(text.isEmpty() || text.endsWith("\n"))
                .as(path + " ends with a line")
                .isTrue();
        return text.lines().toList();
    }
}
