"""Problems of eighty drops in Kepri with the best plans known of them: what `silog bench planner --province` measures."""
