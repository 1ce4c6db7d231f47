package io.millrace;

import io.millrace.operator.Batch;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;

/** The numbers 1 to a last one, in portions of a few; each hook can be overridden to fail. */
class Numbers implements Source<Integer> {

    private final int last;

    Numbers(int last) {
        this.last = last;
    }

    @Override
    public SourceReader<Integer> open(SourceContext context) throws Exception {
        return new Reader();
    }

    class Reader implements SourceReader<Integer> {

        private int next = 1;

        @Override
        public Fetch fetch(Batch<Integer> batch) throws Exception {
            for (int i = 0; i < 3 && next <= last && !batch.isFull(); i++) {
                batch.add(next++);
            }
            return next > last ? Fetch.END : Fetch.MORE;
        }
    }
}
