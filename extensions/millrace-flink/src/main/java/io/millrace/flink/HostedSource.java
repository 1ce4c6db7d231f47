package io.millrace.flink;

import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** A task that reads a source, and does what is fused behind it, so that watermarks are between the same rows as in the engine. */
final class HostedSource implements Source<Leaving, HostedSplit, byte[]> {

    private static final long serialVersionUID = 1;

    private final JobCode code;
    private final String task;

    HostedSource(JobCode code, String task) {
        this.code = code;
        this.task = task;
    }

    /** Whether it ends is not known, and makes no difference to streams. */
    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<Leaving, HostedSplit> createReader(SourceReaderContext context) throws Exception {
        return new HostedReader(context, code, code.plan(), task);
    }

    @Override
    public SplitEnumerator<HostedSplit, byte[]> createEnumerator(SplitEnumeratorContext<HostedSplit> context) {
        return new HostedEnumerator(context);
    }

    @Override
    public SplitEnumerator<HostedSplit, byte[]> restoreEnumerator(
            SplitEnumeratorContext<HostedSplit> context, byte[] nothing) {
        return new HostedEnumerator(context);
    }

    @Override
    public SimpleVersionedSerializer<HostedSplit> getSplitSerializer() {
        return new HostedSplit.Form();
    }

    @Override
    public SimpleVersionedSerializer<byte[]> getEnumeratorCheckpointSerializer() {
        return new HostedSplit.Nothing();
    }
}
