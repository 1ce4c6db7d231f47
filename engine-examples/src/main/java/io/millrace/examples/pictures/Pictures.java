package io.millrace.examples.pictures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Draws the pictures of the guides. */
public final class Pictures {

    private Pictures() {}

    /**
     * Writes them.
     *
     * @param arguments the directory, which is {@code docs/images} in the sources
     * @throws IOException when that cannot be written to
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("give the directory to write to, such as docs/images");
        }
        for (Map.Entry<String, String> picture : all().entrySet()) {
            Files.writeString(Path.of(arguments[0], picture.getKey()), picture.getValue());
        }
    }

    /** Their texts, by the names of their files. */
    static Map<String, String> all() {
        Map<String, String> pictures = new TreeMap<>();
        pictures.put("event-time.svg", EventTimePicture.draw());
        pictures.put("watermarks.svg", WatermarksPicture.draw());
        pictures.put("idle.svg", IdlePicture.draw());
        pictures.put("windows.svg", WindowsPicture.draw());
        pictures.put("trailing.svg", TrailingPicture.draw());
        pictures.put("emissions.svg", EmissionsPicture.draw());
        pictures.put("lateness.svg", LatenessPicture.draw());
        pictures.put("joins.svg", JoinPicture.draw());
        pictures.put("join-time.svg", JoinTimePicture.draw());
        pictures.put("as-of.svg", AsOfPicture.draw());
        pictures.put("changes.svg", ChangesPicture.draw());
        return pictures;
    }
}
