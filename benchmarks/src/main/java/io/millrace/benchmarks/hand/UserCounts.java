package io.millrace.benchmarks.hand;

/** A count for each user: open addressing, users and counts side by side. */
final class UserCounts {

    private String[] users;
    private int[] counts;
    private int size;

    interface Each {
        void count(String user, int count);
    }

    /** @param expected how many users there may be */
    UserCounts(int expected) {
        allocate(Integer.highestOneBit(Math.max(expected, 8)) * 4);
    }

    int size() {
        return size;
    }

    void add(String user, int count) {
        if (size * 2 >= users.length) {
            grow();
        }
        counts[slotOf(user)] += count;
    }

    /**
     * Counts each of the users once more; the slots are found first, so that the memory of many is waited for at once.
     */
    void addAll(String[] block, int[] slots, int from, int end) {
        while ((size + end - from) * 2 > users.length) {
            grow();
        }
        for (int i = from; i < end; i++) {
            slots[i] = slotOf(block[i]);
        }
        for (int i = from; i < end; i++) {
            counts[slots[i]]++;
        }
    }

    void forEach(Each each) {
        for (int slot = 0; slot < users.length; slot++) {
            if (counts[slot] != 0) {
                each.count(users[slot], counts[slot]);
            }
        }
    }

    private int slotOf(String user) {
        String[] table = users;
        int mask = table.length - 1;
        int slot = mix(user.hashCode()) & mask;
        while (table[slot] != null && !table[slot].equals(user)) {
            slot = slot + 1 & mask;
        }
        if (table[slot] == null) {
            table[slot] = user;
            size++;
        }
        return slot;
    }

    private void grow() {
        String[] oldUsers = users;
        int[] oldCounts = counts;
        allocate(oldUsers.length * 2);
        size = 0;
        for (int slot = 0; slot < oldUsers.length; slot++) {
            if (oldUsers[slot] != null) {
                counts[slotOf(oldUsers[slot])] = oldCounts[slot];
            }
        }
    }

    private void allocate(int capacity) {
        users = new String[capacity];
        counts = new int[capacity];
    }

    private static int mix(int hash) {
        int mixed = hash * 0x9E37_79B9;
        return mixed ^ mixed >>> 16;
    }
}
