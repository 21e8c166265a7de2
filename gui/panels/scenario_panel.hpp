// This panel shows the scenario's quantities as fields and sliders. Every change is a setting in its text, so
// the two never part.
#pragma once

#include <QScrollArea>

#include "gui/panels/scales.hpp"
#include "gui/session/session.hpp"

class QComboBox;
class QVBoxLayout;

namespace repetend::gui {

class ScenarioPanel : public QScrollArea {
  Q_OBJECT

 public:
  explicit ScenarioPanel(Session&, QWidget* parent = nullptr);
  QSize minimumSizeHint() const override;
  bool eventFilter(QObject*, QEvent*) override;

 private:
  using Settings = std::map<std::string, std::string>;

  Field* add(QVBoxLayout*, const QString& name, const QString& title, const QString& tip,
             std::function<QString()> key);
  void add_transfer(QVBoxLayout*);
  void add_straggler(QVBoxLayout*);

  void update_fields();
  void update_memory(const Problem&, const Settings&);
  void update_ratio(const Problem&, const Settings&);
  void update_links(const Problem&, const Settings&);
  void update_devices(const Problem&, const Settings&);
  void set_ratio(const QString& value);
  void set_transfer(const QString& mode);
  QString straggler_key() const;
  QString link_key(const char* quantity) const;

  Session& session_;
  Field* micro_batches_;
  Field* memory_;
  Field* ratio_;
  Field* speed_;
  Field* straggler_;
  Field* latency_;
  Field* bandwidth_;
  QComboBox* device_;
  QComboBox* transfer_;
  Reach count_reach_, memory_reach_;
  std::vector<std::string> ratio_keys_;  // of the backward blocks' times
  double own_ratio_ = 1;                 // backward over forward without those settings
};

}  // namespace repetend::gui
