package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.workload.Trade;

/**
 * A number for each user, below a limit, so that what is kept by user is an array: the slot in a table with open
 * addressing, which is never left. Thread-safe: a slot is looked at without a lock, and taken with it; who still sees
 * it empty is told when it wants to take it.
 */
final class Users {

    private final String[] slots;

    /** @param users how many there may be */
    Users(int users) {
        slots = new String[Integer.highestOneBit(Math.max(users, 8)) * 4];
    }

    /** The limit: a power of two. */
    int limit() {
        return slots.length;
    }

    String user(int slot) {
        return slots[slot];
    }

    /** One after the other, so that the memory of many is waited for at once. */
    void slotsOf(Trade[] block, int length, int[] found) {
        for (int i = 0; i < length; i++) {
            found[i] = slotOf(block[i].user());
        }
    }

    int slotOf(String user) {
        int mask = slots.length - 1;
        int slot = mix(user.hashCode()) & mask;
        String there = slots[slot];
        while (!user.equals(there)) {
            if (there == null) {
                there = take(slot, user);
            } else {
                slot = slot + 1 & mask;
                there = slots[slot];
            }
        }
        return slot;
    }

    /** Who has the slot now. */
    private synchronized String take(int slot, String user) {
        if (slots[slot] == null) {
            slots[slot] = user;
        }
        return slots[slot];
    }

    private static int mix(int hash) {
        int mixed = hash * 0x9E37_79B9;
        return mixed ^ mixed >>> 16;
    }
}
