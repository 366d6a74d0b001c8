// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.health.HealthDetails;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.HealthReport;
import dev.mainstay.http.rendering.View;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A probe, or liveness and readiness together. It is rendered once per dialect and change, and then
 * everybody gets the same bytes; without excluded checks, that is.
 */
final class ProbeResource implements Resource {
    private static final int KINDS = Details.values().length;

    private record Rendering(Object source, HealthResponse response) {}

    private final HealthMonitor monitor;
    private final Scope scope;
    private final Settings settings;
    private final Details details;
    private final Dialect dialect;
    private final boolean detailed;
    private final AtomicReferenceArray<@Nullable Rendering> last =
            new AtomicReferenceArray<>(Dialect.all().size() * KINDS);

    /**
     * Makes a resource.
     *
     * @param dialect for who asks for none
     * @param detailed whether it shows everything, and to nobody else
     */
    ProbeResource(Settings settings, Scope scope, Dialect dialect, boolean detailed) {
        this.monitor = settings.monitor();
        this.details = detailed ? Details.ALWAYS : settings.details();
        this.settings = settings;
        this.scope = scope;
        this.dialect = dialect;
        this.detailed = detailed;
    }

    /**
     * One of its checks, whether there is one of that name or not; null if it has no such paths.
     */
    @Nullable Resource check(String name) {
        return scope == Scope.OVERALL ? null : new CheckResource(settings, scope, name);
    }

    @Override
    public boolean needsKey(boolean excluding) {
        return detailed || excluding;
    }

    @Override
    public HealthResponse answer(HealthRequest request, Query query, boolean keyed) {
        Dialect asked = query.dialect(request, dialect);
        Details shown = keyed ? Details.ALWAYS : details;
        HealthDetails all = shown == Details.ALWAYS ? scope.details(monitor) : null;
        HealthReport report = all == null ? scope.report(monitor) : all.report();
        if (!query.excluded().isEmpty()) {
            settings.exclusion().warn(query.excluded(), report);
            return render(asked, report, query.excluded(), all, shown);
        }
        int index = asked.index * KINDS + shown.ordinal();
        Object source = all == null ? report : all;
        Rendering known = last.get(index);
        if (known != null && known.source == source) {
            return known.response;
        }
        HealthResponse response = render(asked, report, Set.of(), all, shown);
        last.set(index, new Rendering(source, response)); // of two at a time either will do
        return response;
    }

    private HealthResponse render(
            Dialect asked,
            HealthReport report,
            Set<String> excluded,
            @Nullable HealthDetails all,
            Details shown) {
        boolean names = shown != Details.STATUS;
        return asked.render(
                View.of(scope.word(), report, excluded, all, names, settings.service()));
    }
}
