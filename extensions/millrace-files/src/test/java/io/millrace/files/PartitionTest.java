package io.millrace.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.Seeds;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The directories of records, whatever came before them. */
class PartitionTest {

    private static final String PATTERN = "yyyy-MM-dd'T'HH-mm-ss";
    private static final ZoneId ZONE = ZoneId.of("Asia/Kathmandu");

    @Test
    void shouldBeThatOfEachTimeWhateverTheOrder() {
        DateTimeFormatter formatter =
                DateTimeFormatter.ofPattern(PATTERN, Locale.ROOT).withZone(ZONE);
        Seeds.check(20, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Partition<String> byTime = new Partition.ByTime<String>("at", PATTERN, ZONE).copy();
            for (int i = 0; i < 500; i++) {
                long millis = random.nextLong(-100_000, 100_000) + (random.nextInt(10) == 0 ? random.nextInt() : 0);
                assertThat(byTime.level("", millis))
                        .isEqualTo("at=" + formatter.format(Instant.ofEpochMilli(millis)) + "/");
            }
        });
    }

    @Test
    void shouldBeThatOfEachValueWhateverTheOrder() throws Exception {
        Partition<String> byValue =
                new Partition.ByValue<String>("of", text -> text.equals("none") ? null : text).copy();
        for (String value : new String[] {"a", "a", "b", "none", "none", "", "a", "a b/c"}) {
            String expected =
                    value.isEmpty() || value.equals("none") ? "__HIVE_DEFAULT_PARTITION__" : value.replace("/", "%2F");
            assertThat(byValue.level(value, 0)).isEqualTo("of=" + expected + "/");
        }
    }
}
