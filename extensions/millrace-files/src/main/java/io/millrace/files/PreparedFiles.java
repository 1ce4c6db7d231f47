package io.millrace.files;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a writer has prepared at a barrier.
 *
 * @param files each by its name
 * @param writer who has
 * @param next the number of the next file that it begins
 */
record PreparedFiles(List<PreparedFile> files, Writer writer, long next) {

    /** One that writes files of its own. */
    record Writer(int attempt, int subtask) {}

    /** The latest that is known of each file. */
    static List<PreparedFile> latest(List<PreparedFiles> prepared) {
        Map<String, PreparedFile> latest = new LinkedHashMap<>();
        for (PreparedFiles each : prepared) {
            for (PreparedFile file : each.files) {
                latest.merge(file.name(), file, (a, b) -> b.whole() || b.length() > a.length() ? b : a);
            }
        }
        return new ArrayList<>(latest.values());
    }

    /** The numbers of files that none had begun by then: of each writer the first of them. */
    static Map<Writer, Long> next(List<PreparedFiles> prepared) {
        Map<Writer, Long> next = new LinkedHashMap<>();
        prepared.forEach(each -> next.merge(each.writer, each.next, Math::max));
        return next;
    }
}
