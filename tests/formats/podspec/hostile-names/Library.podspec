Pod::Spec.new do |s|
  s.name = 'Library'
  s.dependency "$(touch x)", '1.0'
  s.dependency 'Auth0::error::', '1.0'
  s.dependency '../../etc', '1.0'
  s.dependency name
end
