// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.health.HealthDetails;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.HealthReport;
import dev.mainstay.health.Probe;

/** The last rendering of each scope, form and sight; good for as long as its source is. */
final class Renderings {
    private static final int FORMS = Form.values().length;
    private static final int SIGHTS = Details.values().length;

    private record Rendering(Object source, HealthResponse response) {}

    /** One place in the cache. Two threads may render the same at once; either result will do. */
    private static final class Slot {
        volatile Rendering rendering = new Rendering(this, Problems.unavailable());
    }

    private final HealthMonitor monitor;
    private final Service service;
    private final Slot[] slots = new Slot[Scope.values().length * FORMS * SIGHTS];

    Renderings(HealthMonitor monitor, Service service) {
        this.monitor = monitor;
        this.service = service;
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new Slot();
        }
    }

    /** The hot path: the scopes begin with the probes, in their order. */
    HealthResponse anonymous(Probe probe, Form form, Details sight) {
        if (sight == Details.ALWAYS) {
            return get(Scope.of(probe), form, sight);
        }
        Slot slot = slots[index(probe.ordinal(), form, sight)];
        HealthReport report = monitor.report(probe);
        Rendering rendering = slot.rendering;
        return rendering.source == report
                ? rendering.response
                : render(slot, report, Scope.of(probe), form, sight);
    }

    HealthResponse get(Scope scope, Form form, Details sight) {
        Slot slot = slots[index(scope.ordinal(), form, sight)];
        if (sight == Details.ALWAYS) {
            HealthDetails details = scope.details(monitor);
            Rendering rendering = slot.rendering;
            return rendering.source == details
                    ? rendering.response
                    : render(slot, details, scope, form);
        }
        HealthReport report = scope.report(monitor);
        Rendering rendering = slot.rendering;
        return rendering.source == report
                ? rendering.response
                : render(slot, report, scope, form, sight);
    }

    private HealthResponse render(
            Slot slot, HealthReport report, Scope scope, Form form, Details sight) {
        HealthResponse response = Renderer.probe(View.of(scope, report), form, sight, service);
        slot.rendering = new Rendering(report, response);
        return response;
    }

    private HealthResponse render(Slot slot, HealthDetails details, Scope scope, Form form) {
        HealthResponse response =
                Renderer.probe(View.of(scope, details), form, Details.ALWAYS, service);
        slot.rendering = new Rendering(details, response);
        return response;
    }

    private static int index(int scope, Form form, Details sight) {
        return (scope * FORMS + form.ordinal()) * SIGHTS + sight.ordinal();
    }
}
