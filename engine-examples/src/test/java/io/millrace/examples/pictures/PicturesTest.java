package io.millrace.examples.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pictures of the guides show what the engine does. */
class PicturesTest {

    private static final Path IMAGES = Path.of("..", "docs", "images");

    @Test
    void shouldShowWhatTheEngineDoes() throws IOException {
        for (Map.Entry<String, String> picture : Pictures.all().entrySet()) {
            assertThat(Files.readString(IMAGES.resolve(picture.getKey())))
                    .as(picture.getKey() + " is not what Pictures draws; to draw it anew run Pictures with docs/images")
                    .isEqualTo(picture.getValue());
        }
    }

    @Test
    void shouldWriteThePicturesIntoADirectory(@TempDir Path directory) throws IOException {
        Pictures.main(new String[] {directory.toString()});

        assertThat(directory.resolve("windows.svg"))
                .content()
                .startsWith("<svg")
                .endsWith("</svg>\n");
    }
}
