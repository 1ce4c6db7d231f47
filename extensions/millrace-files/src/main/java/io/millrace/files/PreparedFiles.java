package io.millrace.files;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a writer has prepared at a barrier.
 *
 * @param files each by its name
 */
record PreparedFiles(List<PreparedFile> files) {

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
}
