package io.millrace.testing;

import io.millrace.runtime.JobSettings;
import java.util.SplittableRandom;

/** The settings of a simulated job: small ones by a seed, where they were not given. */
final class DrawnSettings {

    private static final int[] BATCH_SIZES = {1, 2, 3, 16, 256};
    private static final int[] EDGE_CAPACITIES = {1, 2, 3, 16};
    private static final int[] SNAPSHOT_PORTIONS = {1, 1, 3, 256};

    /** Each is 0 where it was not given. */
    int parallelism;

    int batchSize;
    int edgeCapacity;

    JobSettings draw(SplittableRandom random) {
        return JobSettings.of(
                        parallelism == 0 ? 1 + random.nextInt(4) : parallelism,
                        batchSize == 0 ? oneOf(BATCH_SIZES, random) : batchSize,
                        edgeCapacity == 0 ? oneOf(EDGE_CAPACITIES, random) : edgeCapacity)
                .withSnapshotPortion(oneOf(SNAPSHOT_PORTIONS, random));
    }

    private static int oneOf(int[] values, SplittableRandom random) {
        return values[random.nextInt(values.length)];
    }
}
