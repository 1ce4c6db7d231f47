package io.millrace.systems.analytics;

import io.millrace.systems.common.Client;
import io.millrace.systems.common.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** What is looked at, in the directory of a job that is to go on with the same hits. */
final class WebsiteFile {

    private static final String NAME = "website.json";

    private WebsiteFile() {}

    /** The one that is there, or else one that is from now on. */
    static Website of(Path data, Website begun) {
        Path file = data.resolve(NAME);
        try {
            if (Files.exists(file)) {
                return Client.JSON.readValue(Files.readString(file), Website.class);
            }
            Path written = Files.writeString(data.resolve(NAME + ".new"), Client.JSON.writeValueAsString(begun));
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
            return begun;
        } catch (IOException e) {
            throw Failures.of("keep", file, e);
        }
    }
}
