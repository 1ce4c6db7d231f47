package io.millrace.survival;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.testing.DiskFault;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Random jobs under everything that can go wrong give what they give when nothing does. */
class SurvivalModelTest {

    private static final System.Logger LOG = System.getLogger("io.millrace.survival");
    private static final int SEEDS = 1_000;

    @Test
    @Timeout(value = 24, unit = TimeUnit.HOURS)
    @DisplayName("SY-1, SY-5: random jobs and mishaps, against a model")
    void shouldGiveWhatItGivesUndisturbedWhateverHappens() {
        Tally tally = new Tally();
        Seeds.check(SEEDS, seed -> {
            SurvivalRun run = new SurvivalRun(seed, tally);
            run.toTheEnd().check(run);
            tally.hit("SEEDS");
        });
        LOG.log(System.Logger.Level.INFO, "random jobs survived; what happened to them, and how often:\n{0}", tally);
        assertThat(missed(tally)).as("faults that never struck, of " + tally).isEmpty();
    }

    @Test
    @Timeout(value = 24, unit = TimeUnit.HOURS)
    void shouldGiveWhatTheModelGivesWhenNothingHappens() {
        Seeds.check(SEEDS, SurvivalModelTest::checkUndisturbed);
    }

    /** A run of few seeds is to find a bug again, and need not have all. */
    private static List<String> missed(Tally tally) {
        Stream<String> all = Stream.concat(
                Stream.concat(EnumSet.allOf(Hook.class).stream(), EnumSet.allOf(DiskFault.class).stream())
                        .map(Enum::name),
                Stream.of(
                        "CRASH_AT_STEP",
                        "STALL",
                        "CLOCK_BACK",
                        "CLOCK_FORWARD",
                        "NAMED_SNAPSHOT",
                        "RESTART",
                        "GO_ON_WITH_ANOTHER_PARALLELISM",
                        "AT_LEAST_ONCE",
                        "EXPIRED",
                        "EXPIRED_BY_CLOCK"));
        return all.filter(fault -> tally.of("SEEDS") >= SEEDS && tally.of(fault) == 0)
                .toList();
    }

    static void checkUndisturbed(long seed) throws Exception {
        World world = new World(new Tally());
        RandomJob job = new RandomJob(seed, seed % 10 == 9, world);
        Simulation simulation = Simulation.of(job.pipeline())
                .seed(~seed)
                .executor(world.others())
                .snapshots(Duration.ofMillis(20));
        simulation.disk().makeDirectory(RandomJob.OUT);
        try {
            simulation.run();
        } catch (RuntimeException e) {
            throw new AssertionError(
                    simulation + " undisturbed\n" + job.pipeline().describe(), e);
        }
        SurvivalRun.Outcome.of(simulation, job, world, false)
                .check(simulation + " undisturbed\n" + job.pipeline().describe());
    }
}
