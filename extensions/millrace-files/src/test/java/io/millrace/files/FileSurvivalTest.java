package io.millrace.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.Seeds;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FileSurvivalTest {

    private static final int SEEDS = 4;

    @ParameterizedTest
    @EnumSource
    void shouldHaveEachRecordOnceInCsvWhateverBecomesOfTheDisk(Compression compression) {
        Seeds.check(SEEDS, seed -> check(seed, compression, Csv.of(Sample.class)));
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveEachRecordOnceInJsonLinesWhateverBecomesOfTheDisk(Compression compression) {
        Seeds.check(SEEDS, seed -> check(seed, compression, JsonLines.of(Sample.class)));
    }

    static void check(long seed, Compression compression, FileFormat<Sample> format) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        List<Sample> records = Sample.random(random.nextInt(0, 120), random);
        FileSink<Sample> sink = sink(random, compression, format);
        FileStory story = new FileStory(random, writers -> sink);
        story.write(records);
        story.calm();
        assertThat(story.hidden(FileStory.DIRECTORY)).as(story.toString()).allMatch(".files.lock"::equals);
        FileSource<Sample> source =
                FileSource.in(FileStory.DIRECTORY, format).recursive().filesAtOnce(random.nextInt(1, 5));
        List<Object> read = story.read(random.nextBoolean() ? source : source.deleteWhenRead());
        assertThat(read).as(story.toString()).containsExactlyInAnyOrderElementsOf(records);
    }

    private static FileSink<Sample> sink(SplittableRandom random, Compression compression, FileFormat<Sample> format) {
        FileSink<Sample> sink =
                FileSink.in(FileStory.DIRECTORY, format).compressed(compression).openFiles(random.nextInt(1, 6));
        if (random.nextBoolean()) {
            sink = sink.rollAt(random.nextInt(1, 4_000));
        }
        if (random.nextBoolean()) {
            sink = sink.rollEvery(Duration.ofMillis(random.nextInt(1, 30)));
        }
        return random.nextBoolean()
                ? sink
                : sink.partitionedBy("colour", Sample::colour).partitionedByTime("day", "yyyy-MM-dd");
    }
}
