// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Optional;

/** What the last collections left of the heap: unlike the heap in use, it counts no garbage. */
final class HeapAfterGc {
    private HeapAfterGc() {}

    /** Used bytes of a limit of bytes. */
    record Usage(long usedBytes, long limitBytes) {
        double percent() {
            return Format.percent(usedBytes, limitBytes);
        }
    }

    /** Empty if the heap has no limit, or no collector tells. */
    static Optional<Usage> read() {
        return read(
                ManagementFactory.getMemoryPoolMXBeans(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getMax());
    }

    private static Optional<Usage> read(List<MemoryPoolMXBean> pools, long limit) {
        long used = 0;
        boolean told = false;
        for (MemoryPoolMXBean pool : pools) {
            MemoryUsage left = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
            if (left != null) {
                told = true;
                used += left.getUsed();
            }
        }
        return told && limit > 0 ? Optional.of(new Usage(used, limit)) : Optional.empty();
    }
}
