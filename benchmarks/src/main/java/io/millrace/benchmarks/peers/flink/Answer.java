package io.millrace.benchmarks.peers.flink;

import io.millrace.benchmarks.workload.Checksum;

/**
 * What a query found; public, as the serializer of records asks for that.
 *
 * @param first number of its checksum
 * @param second number of its checksum
 * @param third number of its checksum
 */
public record Answer(long first, long second, long third) {

    long checksum() {
        return Checksum.of(first, second, third);
    }
}
