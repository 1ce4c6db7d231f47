package io.millrace.window.survival;

import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Random jobs under everything that can go wrong give what they give when nothing does. */
class SurvivalModelTest {

    private static final int SEEDS = 1_000;

    @Test
    @Timeout(value = 24, unit = TimeUnit.HOURS)
    void shouldGiveWhatItGivesUndisturbedWhateverHappens() {
        Tally tally = new Tally();
        Seeds.check(SEEDS, seed -> {
            checkUndisturbed(seed);
            SurvivalRun run = new SurvivalRun(seed, tally);
            run.toTheEnd().check(run);
            tally.hit("SEEDS");
        });
        System.out.println(tally);
    }

    static void checkUndisturbed(long seed) throws Exception {
        World world = new World(new Tally());
        RandomJob job = new RandomJob(seed, seed % 10 == 9, world);
        Simulation simulation = Simulation.of(job.pipeline()).seed(~seed).snapshots(Duration.ofMillis(20));
        simulation.disk().makeDirectory(RandomJob.OUT);
        simulation.run();
        new SurvivalRun.Outcome(job, simulation, world, false)
                .check(simulation + " undisturbed\n" + job.pipeline().describe());
    }
}
