package io.millrace.survival;

import io.millrace.Pipeline;
import io.millrace.host.Plan;
import io.millrace.state.testing.SimulatedDisk;
import io.millrace.testing.ManualClock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** A job on {@link Cluster}s, one after the other, each of another parallelism, until it has come to its end. */
final class HostedRun {

    private static final int MOST_STEPS = 200_000;
    private static final int MOST_FAILURES = 5;

    private final long seed;
    private final SplittableRandom random;
    private final Tally tally;
    private final Cluster.Place place;
    private final Cluster.Work work = new Cluster.Work();
    private final World world;
    private final ManualClock clock = ManualClock.startingAt(Instant.EPOCH);
    private final SimulatedDisk disk = new SimulatedDisk();
    private final StringBuilder story = new StringBuilder();
    private Pipeline pipeline;
    private Optional<Cluster.Kept> kept = Optional.empty();
    private long newest;

    HostedRun(long seed, Tally tally) throws Exception {
        this.seed = seed;
        this.tally = tally;
        random = new SplittableRandom(seed);
        place = random.nextBoolean() ? Cluster.Place.STORE : Cluster.Place.HEAP;
        tally.hit("STORED", place == Cluster.Place.STORE ? 1 : 0);
        world = World.hosted(tally, work);
        disk.makeDirectory(RandomJob.OUT);
    }

    World world() {
        return world;
    }

    SimulatedDisk disk() {
        return disk;
    }

    List<Object> output(String sink) {
        return world.vault(sink).visible();
    }

    void toTheEnd(Supplier<Pipeline> pipelines) {
        boolean over = false;
        for (int attempt = 1; !over; attempt++) {
            boolean last = attempt > MOST_FAILURES;
            pipeline = pipelines.get();
            over = attempt(attempt, last);
            if (last && !over) {
                throw new AssertionError(this + "\ndoes not come to its end");
            }
        }
        tally.hit("SEEDS");
    }

    /** Returns whether the job has come to its end. */
    private boolean attempt(int attempt, boolean last) {
        Plan plan = Plan.of(pipeline.graph(), 1 + random.nextInt(5));
        if (random.nextBoolean()) {
            plan = plan.withCombiners();
            tally.hit("COMBINED");
        }
        world.mishaps().disarm();
        if (!last && random.nextBoolean()) {
            arm();
        }
        tally.hit("RESTORED", kept.isPresent() ? 1 : 0);
        int steps = last || random.nextInt(3) == 0 ? MOST_STEPS : random.nextInt(600);
        story.append(attempt)
                .append(": ")
                .append(plan)
                .append(kept.map(from -> " from " + from.id()).orElse(""));
        Cluster cluster = new Cluster(plan, random, clock, disk, work, attempt, place, kept, newest);
        try {
            cluster.start();
            while (!cluster.isOver() && steps-- > 0) {
                cluster.step();
            }
        } catch (Throwable e) {
            if (!Mishaps.explain(e)) {
                throw new AssertionError(this + "\n" + e, e);
            }
            story.append(" failed");
            tally.hit("FAILED");
        }
        return end(cluster);
    }

    private void arm() {
        Hook hook = List.of(Hook.values()).get(random.nextInt(Hook.values().length));
        world.mishaps().arm(hook, 1 + random.nextInt(random.nextBoolean() ? 4 : 100));
        story.append("arm ").append(hook).append(", ");
    }

    private boolean end(Cluster cluster) {
        boolean over = cluster.isOver();
        tally.hit("KILLED", over ? 0 : 1);
        story.append(over ? " over\n" : " killed at " + cluster + "\n");
        kept = cluster.latest();
        newest = cluster.newest();
        world.mishaps().disarm();
        if (over || random.nextBoolean()) {
            cluster.close();
        } else {
            disk.kill();
        }
        return over;
    }

    @Override
    public String toString() {
        return "seed " + seed + "\n" + story + pipeline.describe();
    }
}
