// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.health.CheckReport;
import dev.mainstay.health.HealthReport;
import dev.mainstay.health.Status;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Weak entity tags (RFC 9110, section 8.8.3) of what is published, as far as a caller may see it:
 * the status alone, names and their statuses, or each row whole. Messages, values and the times of
 * runs, which change all the time, are in none of them. What a caller cannot see changes no tag of
 * his, and only who may see names gets a digest of them.
 */
final class Tags {
    private static final int SIGHTS = Details.values().length;
    private static final int DIGEST_BYTES = 12;

    private static final String[] OF_STATUS =
            Arrays.stream(Status.values())
                    .map(status -> weak(status.name()))
                    .toArray(String[]::new);

    private record Tagged(HealthReport report, String tag) {}

    private final AtomicReferenceArray<@Nullable Tagged> last =
            new AtomicReferenceArray<>(Scope.values().length * SIGHTS);

    /** Of a scope's report; computed once for each. */
    String of(Scope scope, Details sight, HealthReport report) {
        if (sight == Details.STATUS) {
            return OF_STATUS[report.status().ordinal()];
        }
        int place = scope.ordinal() * SIGHTS + sight.ordinal();
        Tagged known = last.get(place);
        if (known != null && known.report == report) {
            return known.tag;
        }
        String tag = digest(report, sight);
        last.set(place, new Tagged(report, tag));
        return tag;
    }

    /** Of one check, whose name its caller has guessed or knows. */
    static String of(CheckReport row, Details sight) {
        if (sight != Details.ALWAYS) {
            return OF_STATUS[row.status().ordinal()];
        }
        var text = new StringBuilder(128);
        append(text, row, sight);
        return digest(text);
    }

    private static String digest(HealthReport report, Details sight) {
        var text = new StringBuilder(64 + 64 * report.checks().size());
        text.append(report.status());
        if (sight == Details.ALWAYS) {
            text.append(report.since());
        }
        for (CheckReport row : report.checks()) {
            append(text, row, sight);
        }
        return digest(text);
    }

    private static void append(StringBuilder text, CheckReport row, Details sight) {
        text.append('\n').append(row.name()).append(' ').append(row.status());
        text.append(row.isGate() ? " gate" : "");
        if (sight == Details.ALWAYS) {
            text.append(' ').append(row.impact()).append(' ').append(row.since());
            row.mutedUntil().ifPresent(text.append(' ')::append);
        }
    }

    private static String digest(StringBuilder text) {
        byte[] digest = Arrays.copyOf(ApiKey.sha256(text.toString()), DIGEST_BYTES);
        return weak(Base64.getUrlEncoder().encodeToString(digest));
    }

    private static String weak(String opaque) {
        return "W/\"" + opaque + '"';
    }
}
