package io.millrace.systems.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.Seeds;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is known of the minutes of a title, against a map. */
class MinutesTest {

    private static final long FIRST = 29_000_000;

    @Test
    void shouldKnowWhatWasSaidLastOfTheLatestMinutes() {
        Seeds.check(50, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Map<Long, TitleMinute> expected = new HashMap<>();
            long last = FIRST;
            Minutes minutes = Minutes.from(last);
            for (int step = 0; step < 100; step++) {
                long kept = ViewsPipeline.KEPT.toMinutes();
                last += random.nextInt(5) == 0 ? random.nextLong(2 * kept) : 0;
                long minute = Math.max(FIRST, last - random.nextLong(kept - 1));
                TitleMinute before = expected.get(minute);
                long onTime = before == null ? 0 : before.plays() - before.late();
                long plays = 1 + random.nextLong(1_000);
                boolean isLate = random.nextBoolean();
                minutes = minutes.with(minute, plays, isLate);
                expected.put(minute, new TitleMinute("", 0, plays, isLate ? plays - onTime : 0, 0));
                long oldest = last - kept + 1;
                expected.keySet().removeIf(each -> each < oldest);
                for (long each = Math.max(FIRST, oldest); each <= last; each++) {
                    assertThat(minutes.plays(each)).isEqualTo(playsOf(expected.get(each)));
                }
                assertThat(minutes.of("t", minute))
                        .isEqualTo(new TitleMinute(
                                "t",
                                minute * Minutes.MINUTE,
                                plays,
                                expected.get(minute).late(),
                                playsOf(expected.get(minute - 1))));
            }
        });
    }

    private static long playsOf(TitleMinute minute) {
        return minute == null ? 0 : minute.plays();
    }
}
